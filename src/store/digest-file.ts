import {realpathSync, statSync} from 'node:fs';
import {UsageError} from '../errors.ts';
import {readContent} from './content.ts';
import {FsverityHasher} from './fsverity.ts';
import {Pacer} from './pacer.ts';

/** The fs-verity digest of a file's content (SHA-256, 4096-byte blocks, no salt), whether or not it has fs-verity on. */
export async function fsverityDigestFile(path: string, signal?: AbortSignal): Promise<Buffer> {
	const pacer = new Pacer(signal);
	const hasher = new FsverityHasher();
	for (const chunk of readContent(openable(path))) {
		hasher.update(chunk);
		await pacer.pause();
	}
	return hasher.digest();
}

function openable(path: string): Parameters<typeof readContent>[0] {
	try {
		const file = realpathSync(path, 'buffer');
		const stats = statSync(file, {bigint: true});
		if (!stats.isFile()) throw new Error('it is no regular file');
		return {file, stats};
	} catch (error) {
		throw new UsageError(`Expected a file, got '${path}': ${(error as Error).message}`, {cause: error});
	}
}
