import {readFileSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseMeminfo} from '../../guest/proc.ts';

/** What drop_caches(5) calls them. */
const what = {everything: '3', names: '2', pages: '1'} as const;

/** Long enough for RCU to free what was dropped, so that none of it is in the measure. */
const settleMs = 2_000;

/** Drops clean caches: page cache, dentries and inodes, or `names` the latter two alone, or `pages` the first. */
export async function dropCaches(which: keyof typeof what): Promise<void> {
	writeFileSync('/proc/sys/vm/drop_caches', what[which]);
	await settle();
}

/** Waits until RCU has freed what was given up. */
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
