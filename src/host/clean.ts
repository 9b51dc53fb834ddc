import {lstat, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {occupiedBytes} from '../vm/cache.ts';

/** What lies in the cache or among the runs: one thing that can be removed by itself. */
export interface Leftover {
	/** The folder of the cache that it is in, or `runs`. */
	readonly kind: string;
	readonly path: string;
	/** On the disk: blocks, not lengths. */
	readonly bytes: number;
	/** Since it was last used. */
	readonly idleMs: number;
}

/** Whoever uses an entry of the cache says so at least at each guest that it starts, and a run writes its journal. */
const inUseMs = 10 * 60 * 1000;

/** Every entry of the cache and every run, locks and running runs left out. */
export async function findLeftovers(cache: string, runs: string, now = Date.now()): Promise<Leftover[]> {
	const found: Leftover[] = [];
	const add = async (kind: string, path: string, used = path) => {
		const {mtimeMs} = await lstat(used).catch(() => lstat(path));
		found.push({kind, path, bytes: await occupiedBytes(path), idleMs: now - mtimeMs});
	};
	for (const entry of await readdir(cache, {withFileTypes: true}).catch(() => [])) {
		const path = join(cache, entry.name);
		if (entry.name === 'locks') continue;
		if (!entry.isDirectory()) await add('answers', path);
		// Package lists are of use only together.
		else if (/^apt(?:-|$)/.test(entry.name)) await add('apt', path, join(path, 'state/lists/partial'));
		else for (const name of await readdir(path)) await add(entry.name, join(path, name));
	}
	for (const name of await readdir(runs).catch(() => [])) {
		const path = join(runs, name);
		if (!(await isRunning(path))) await add('runs', path, join(path, 'events.jsonl'));
	}
	return found;
}

/** Whether a run is going on, which may use anything of the cache. */
export async function isAnyRunning(runs: string): Promise<boolean> {
	const names = await readdir(runs).catch(() => []);
	return (await Promise.all(names.map((name) => isRunning(join(runs, name))))).includes(true);
}

/** Those that may go: unused for so long, and in no case what a run may just be using. */
export function chooseOld(found: readonly Leftover[], olderThanMs: number): Leftover[] {
	return found.filter(
		({kind, idleMs}) => idleMs >= (kind === 'runs' ? olderThanMs : Math.max(olderThanMs, inUseMs)),
	);
}

/** Of these the ones that went unused longest, until all the others fit. */
export function chooseBeyond(found: readonly Leftover[], maximumBytes: number): Leftover[] {
	let total = found.reduce((sum, {bytes}) => sum + bytes, 0);
	const oldestFirst = [...found].sort((a, b) => b.idleMs - a.idleMs);
	return oldestFirst.filter(({bytes}) => {
		if (total <= maximumBytes) return false;
		total -= bytes;
		return true;
	});
}

export async function removeLeftovers(chosen: readonly Leftover[]): Promise<void> {
	for (const {path} of chosen) await rm(path, {recursive: true, force: true});
}

/** A run that ended wrote a summary; one that was killed has not written for a while. */
async function isRunning(path: string): Promise<boolean> {
	if ((await readFile(join(path, 'summary.json')).catch(() => undefined)) !== undefined) return false;
	const journal = await lstat(join(path, 'events.jsonl')).catch(() => lstat(path).catch(() => undefined));
	return journal !== undefined && Date.now() - journal.mtimeMs < inUseMs;
}
