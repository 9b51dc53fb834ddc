import {createReadStream} from 'node:fs';
import {type FileHandle, open, stat} from 'node:fs/promises';
import {layOutPayload} from '../result/payload.ts';
import {diskError} from './naming-disk.ts';

/** What enters the guest after its restore: a path in the payload, and the content or the host's file that holds it. */
export interface PayloadSource {
	readonly path: string;
	readonly content: Uint8Array | {readonly file: string};
	readonly mode?: number;
}

/** Writes a payload disk. Throws an InfraError that names the disk when it can't, for one because it is full. */
export async function writePayloadDisk(path: string, sources: readonly PayloadSource[]): Promise<void> {
	const files = await Promise.all(
		sources.map(async ({path, content, mode}) => ({
			path,
			size: content instanceof Uint8Array ? content.length : (await stat(content.file)).size,
			...(mode !== undefined && {mode}),
		})),
	);
	const {head, entries, bytes} = layOutPayload(files);

	try {
		await using disk = await open(path, 'wx');
		await writeAll(disk, head, 0);
		for (const [index, {content}] of sources.entries()) {
			let position = entries[index]?.offset ?? 0;
			const chunks = content instanceof Uint8Array ? [content] : createReadStream(content.file);
			for await (const chunk of chunks as Iterable<Uint8Array>) {
				await writeAll(disk, chunk, position);
				position += chunk.length;
			}
		}
		// Whole pages, also at the end, so that the guest may read in pages.
		await disk.truncate(bytes);
	} catch (error) {
		throw diskError(path, error);
	}
}

/** write(2) may stop in the middle, for one on the last free block, before it says that the disk is full. */
async function writeAll(disk: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
	for (let done = 0; done < bytes.length; )
		done += (await disk.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
