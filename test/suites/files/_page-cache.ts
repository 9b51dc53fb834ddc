import {closeSync, fsyncSync, openSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {constants as c, type Descriptor, loadNative, type Mapping} from '../../../src/native.ts';

/** Maps a file to be read. Close it, or use `using`. */
export function mapFile(fd: Descriptor, length: number, flags: number = c.MAP_SHARED): Mapping {
	const {Mapping} = loadNative();
	return new Mapping({fd, length, protection: c.PROT_READ, flags, offset: 0});
}

/** Which pages of a mapped file are in the page cache, as a text of 0 and 1. */
export function cachedPages(mapping: Mapping): string {
	return [...mapping.mincore(0, mapping.length)].map((page) => page & 1).join('');
}

/** Writes a file back and drops its pages. The path is one on a filesystem that is written. */
export function dropPages(path: string): void {
	const fd = openSync(path, 'r');
	try {
		fsyncSync(fd);
		loadNative().posix_fadvise(fd, 0, 0, c.POSIX_FADV_DONTNEED);
	} finally {
		closeSync(fd);
	}
}

/** Waits until `pages` are there or gone: reading ahead goes on after the call that asked for it. */
export async function untilCached(mapping: Mapping, pages: RegExp): Promise<void> {
	const giveUp = performance.now() + 2_000;
	while (!pages.test(cachedPages(mapping))) {
		if (performance.now() > giveUp) throw new Error(`Expected pages ${pages}, got ${cachedPages(mapping)}`);
		await sleep(2);
	}
}
