import {createReadStream} from 'node:fs';
import {open, stat} from 'node:fs/promises';
import {InfraError} from '../errors.ts';
import {layOutPayload} from '../result/payload.ts';

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
		await disk.write(head, 0, head.length, 0);
		for (const [index, {content}] of sources.entries()) {
			let position = entries[index]?.offset ?? 0;
			const chunks = content instanceof Uint8Array ? [content] : createReadStream(content.file);
			for await (const chunk of chunks as Iterable<Uint8Array>) {
				await disk.write(chunk, 0, chunk.length, position);
				position += chunk.length;
			}
		}
		// Whole pages, also at the end, so that the guest may read in pages.
		await disk.truncate(bytes);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new InfraError(
			`can't write the payload disk ${path}: ${code === 'ENOSPC' ? 'the disk is full' : code}`,
			{
				cause: error,
				...(code === 'ENOSPC' && {remedy: `make room for ${Math.ceil(bytes / 2 ** 20)} MiB there`}),
			},
		);
	}
}
