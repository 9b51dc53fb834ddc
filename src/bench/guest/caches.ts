import {readFileSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseMeminfo} from '../../guest/proc.ts';

/** What drop_caches(5) calls them. */
const what = {everything: '3', names: '2', pages: '1'} as const;

/** Long enough for RCU and kworkers to free what was dropped, so that none of it is in the measure. */
const settleMs = 2_000;

/**
 * Drops clean caches: page cache, dentries and inodes, or `names` the latter two alone, or `pages` the first. What drop_caches(5)
 * evicts may itself hold names, and give them up later: inodes of composefs hold the backing paths that they found, and a kworker
 * puts them. So it is written again until twice in a row nothing more goes; the first of the two may only have forgotten what was
 * used lately.
 */
export async function dropCaches(which: keyof typeof what): Promise<void> {
	let least = Number.POSITIVE_INFINITY;
	for (let idle = 0; idle < 2; ) {
		writeFileSync('/proc/sys/vm/drop_caches', what[which]);
		await settle();
		const left = countNames();
		idle = left < least ? 0 : idle + 1;
		least = Math.min(least, left);
	}
}

/** Dentries and inodes that are there, of all filesystems. */
function countNames(): number {
	return ['dentry-state', 'inode-nr'].reduce(
		(sum, name) => sum + Number.parseInt(readFileSync(`/proc/sys/fs/${name}`, 'latin1'), 10),
		0,
	);
}

/** Waits until what was given up is free. */
export function settle(): Promise<void> {
	return sleep(settleMs);
}

/** Bytes of kernel memory, of what of it each processor has its own, and of page cache. */
export function readMemory(): {readonly slab: number; readonly percpu: number; readonly cached: number} {
	const bytes = parseMeminfo(readFileSync('/proc/meminfo', 'utf8'));
	const field = (name: string) => bytes.get(name) ?? Number.NaN;
	return {slab: field('Slab'), percpu: field('Percpu'), cached: field('Cached') + field('Buffers')};
}

/** What a disk was asked to read since the guest started. */
export function readDisk(device: string): {readonly requests: number; readonly bytes: number} {
	const fields = readFileSync(`/sys/block/${device}/stat`, 'utf8').trim().split(/ +/).map(Number);
	return {requests: fields[0] ?? Number.NaN, bytes: (fields[2] ?? Number.NaN) * 512};
}
