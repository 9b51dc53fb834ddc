import {mkdir, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ProgressListener} from '../../result/progress.ts';
import {withLock} from '../lock.ts';

export interface BuildFolderOptions {
	readonly cache: string;
	readonly id: string;
	/** Told who has the folder, when that takes a moment. */
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Lends a folder of the cache where a build finds what it made last time, to one run at a time. What a killed run left
 * there may be half an object file, so the folder is then emptied.
 */
export async function withBuildFolder<T>(
	options: BuildFolderOptions,
	work: (folder: string) => Promise<T>,
): Promise<T> {
	const {cache, id, progress, signal} = options;
	const folder = join(cache, 'build-work', id);
	const unfinished = join(folder, '.unfinished');

	return withLock(join(cache, 'locks', `build-${id}.lock`), {progress, signal}, async () => {
		if (await exists(unfinished)) await rm(folder, {recursive: true});
		await mkdir(folder, {recursive: true});
		await writeFile(unfinished, '');
		try {
			return await work(folder);
		} finally {
			if (!signal?.aborted) await rm(unfinished, {force: true});
		}
	});
}

export async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
