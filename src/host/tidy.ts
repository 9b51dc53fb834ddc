/** Keeps the cache and the records of runs from growing for ever. */
import {mkdir, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pruneFolder} from '../vm/cache.ts';

const gibibyte = 2 ** 30;
const dayMs = 24 * 3600 * 1000;

/**
 * What each folder of the cache may hold, beside those that are pruned wherever something is put in. A run says that it
 * uses a kernel when it starts: those of the last day stay, whatever they take.
 */
const limits: Readonly<Record<string, number>> = {
	kernels: 3 * gibibyte,
	toolchains: 2 * gibibyte,
	build: gibibyte / 2,
	'build-work': 3 * gibibyte,
	trees: gibibyte,
	sources: gibibyte / 8,
};

/** Runs of the last week stay, whatever they take. */
const runsLimit = 2 * gibibyte;

/** Lists of a suite that nobody asked for so long. */
const unusedSuiteMs = 30 * dayMs;

/** At most once a day, because looking takes a second. Gives what was removed. */
export async function tidy(
	cache: string,
	runs: string,
	now = Date.now(),
	maximum: Readonly<Record<string, number>> = {...limits, runs: runsLimit},
): Promise<readonly string[]> {
	const stamp = join(cache, 'tidied');
	const last = await stat(stamp).catch(() => undefined);
	if (last !== undefined && now - last.mtimeMs < dayMs) return [];
	await mkdir(cache, {recursive: true});
	await writeFile(stamp, '');

	const removed: string[] = [];
	for (const [name, maximumBytes] of Object.entries(maximum)) {
		const [folder, untouchedForMs] = name === 'runs' ? [runs, 7 * dayMs] : [join(cache, name), dayMs];
		const gone = await pruneFolder(folder, {maximumBytes, untouchedForMs});
		removed.push(...gone.map((entry) => join(name, entry)));
	}
	for (const name of await readdir(cache)) {
		if (!name.startsWith('apt-')) continue;
		const used = await stat(join(cache, name, 'state/lists/partial')).catch(() => undefined);
		if (used !== undefined && now - used.mtimeMs < unusedSuiteMs) continue;
		await rm(join(cache, name), {recursive: true, force: true});
		removed.push(name);
	}
	return removed;
}
