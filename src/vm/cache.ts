import {existsSync, mkdirSync, statSync} from 'node:fs';
import {lstat, mkdtemp, readdir, rename, rm, stat, statfs, utimes} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {InfraError} from '../errors.ts';
import {runTool} from './tool.ts';

/**
 * A directory of the cache that is there whole or not at all: `build` fills a temporary one beside it, which is
 * then renamed. Where two runs build the same one, the first to finish wins and the other's is dropped.
 */
export async function cachedDirectory(
	path: string,
	build: (directory: string) => Promise<void>,
): Promise<{readonly path: string; readonly fresh: boolean}> {
	if (await isDirectory(path)) {
		await touch(path);
		return {path, fresh: false};
	}

	const parent = dirname(path);
	makeFolder(parent);
	const temporary = await mkdtemp(`${path}.new-`);
	try {
		await build(temporary);
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {recursive: true, force: true});
		if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return {path, fresh: false};
		throw noSpace(error, parent) ?? error;
	}
	return {path, fresh: true};
}

/**
 * Makes a folder with those above it, one by one: Node's own recursive mkdir never ends where a folder above is there but
 * takes no folders, such as /proc.
 */
export function makeFolder(path: string): void {
	const missing: string[] = [];
	for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
	try {
		for (const folder of missing) makeOne(folder);
		if (!statSync(path).isDirectory()) throw new Error('it is not a folder');
	} catch (cause) {
		throw new InfraError(`Can't make the folder ${path}: ${(cause as Error).message}`, {
			cause,
			remedy: 'Set CFSBENCH_CACHE to a folder that you may write to.',
		});
	}
}

/** Another run may make it at the same time. */
function makeOne(folder: string): void {
	try {
		mkdirSync(folder);
	} catch (error) {
		if (!isCode(error, 'EEXIST')) throw error;
	}
}

/** Removes what killed runs left half-built of one entry. For callers that hold its lock: nobody else builds it now. */
export async function removeLeftovers(path: string): Promise<void> {
	const parent = dirname(path);
	for (const name of await readdir(parent).catch(() => []))
		if (name.startsWith(`${basename(path)}.new-`))
			await rm(join(parent, name), {recursive: true, force: true});
}

/**
 * Removes what killed runs left half-built of any entry: where nobody holds an entry's lock, nobody builds it. What is
 * locked stays; flock(1) removes the rest while it holds the lock itself.
 */
export async function sweepLeftovers(folder: string, lockOf: (entry: string) => string): Promise<void> {
	for (const name of await readdir(folder).catch(() => [])) {
		const entry = /^(.+)\.new-/.exec(name)?.[1];
		if (entry === undefined) continue;
		await runTool('flock', ['--nonblock', lockOf(entry), 'rm', '-rf', '--', join(folder, name)]);
	}
}

/** Says that an entry was used, so that pruning takes others first. Losing a race with a removal is no error. */
export async function touch(path: string): Promise<void> {
	const now = new Date();
	await utimes(path, now, now).catch(() => undefined);
}

/** A run that uses a snapshot says so at each guest that it starts. */
const usedAtEachGuestMs = 10 * 60 * 1000;

export interface PruneOptions {
	/** What all entries together may occupy on the disk (blocks, not lengths: memory files are sparse). */
	readonly maximumBytes: number;
	/** Name of an entry that is never removed. */
	readonly keep?: string;
	/** Entries that were used within this time are never removed either: by default ten minutes. */
	readonly untouchedForMs?: number;
}

/**
 * Removes the entries of a folder that went unused longest until the rest fits. A guest that still maps a removed
 * memory file keeps it until it ends. Half-built entries of dead runs go too, once they are a day old.
 */
export async function pruneFolder(folder: string, options: PruneOptions): Promise<string[]> {
	const now = Date.now();
	const {untouchedForMs = usedAtEachGuestMs} = options;
	const entries = [];
	for (const name of await readdir(folder).catch(() => [])) {
		const path = join(folder, name);
		const found = await stat(path).catch(() => undefined);
		if (found) entries.push({name, path, idleMs: now - found.mtimeMs, bytes: await occupiedBytes(path)});
	}

	const removed: string[] = [];
	let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
	for (const entry of entries.sort((a, b) => b.idleMs - a.idleMs)) {
		if (entry.name === options.keep || entry.idleMs < untouchedForMs) continue;
		const abandoned = entry.name.includes('.new-') && entry.idleMs > 24 * 3600 * 1000;
		if (total <= options.maximumBytes && !abandoned) continue;

		await rm(entry.path, {recursive: true, force: true});
		total -= entry.bytes;
		removed.push(entry.name);
	}
	return removed;
}

/** Throws where a folder's filesystem has less room than what is about to be written. */
export async function requireSpace(folder: string, neededBytes: number): Promise<void> {
	const {bavail, bsize} = await statfs(folder);
	if (bavail * bsize < neededBytes) throw diskFull(folder, neededBytes);
}

/** Translates a full disk; undefined for any other error. */
export function noSpace(error: unknown, folder: string, neededBytes?: number): InfraError | undefined {
	return isCode(error, 'ENOSPC', 'EDQUOT') ? diskFull(folder, neededBytes, error) : undefined;
}

export function diskFull(folder: string, neededBytes?: number, cause?: unknown): InfraError {
	const needed =
		neededBytes === undefined ? '' : ` (up to ${Math.ceil(neededBytes / 2 ** 20)} MiB are needed)`;
	return new InfraError(`No space left in ${folder}${needed}`, {
		cause,
		remedy: 'Free space there, or set CFSBENCH_CACHE to a folder on a larger disk.',
	});
}

export function isCode(error: unknown, ...codes: string[]): boolean {
	return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

async function isDirectory(path: string): Promise<boolean> {
	return stat(path).then(
		(found) => found.isDirectory(),
		() => false,
	);
}

/** What a file or folder takes on the disk: blocks, not lengths. */
export async function occupiedBytes(path: string): Promise<number> {
	const found = await lstat(path).catch(() => undefined);
	if (!found?.isDirectory()) return (found?.blocks ?? 0) * 512;
	// A kernel's headers are tens of thousands of files; where one vanishes meanwhile it still sums up the rest.
	const {stdout} = await runTool('du', ['--summarize', '--block-size=1', path]);
	return Number.parseInt(stdout, 10) || 0;
}
