/** What trees take on the disk and in the page cache. */
import {closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {readMemory} from '../../bench/guest/caches.ts';
import {loadNative} from '../../native.ts';

/**
 * KiB of the blocks of these files, and of all that lies in these directories, but not of what is mounted there. What has several
 * names counts once.
 */
export function kibOnDisk(paths: readonly string[]): number {
	const blocks = new Map<string, bigint>();
	const look = (path: string, device?: bigint) => {
		const found = lstatSync(path, {bigint: true});
		if (device !== undefined && found.dev !== device) return;
		if (device !== undefined || !found.isDirectory()) blocks.set(`${found.dev} ${found.ino}`, found.blocks);
		if (found.isDirectory()) for (const name of readdirSync(path)) look(join(path, name), found.dev);
	};
	for (const path of paths) look(path);
	return Number([...blocks.values()].reduce((sum, one) => sum + one, 0n)) / 2;
}

/** Empties the page cache of all that these filesystems, each named by a path in it, have on their disks. */
export function emptyPageCache(filesystems: readonly string[]): void {
	for (const path of filesystems) {
		const fd = openSync(path, 'r');
		try {
			// What is dirty stays.
			loadNative().syncfs(fd);
		} finally {
			closeSync(fd);
		}
	}
	// Buffers of a journal are free for the second when the first has let go of what held them.
	for (let round = 0; round < 2; round++) writeFileSync('/proc/sys/vm/drop_caches', '3');
}

/** KiB in the page cache, of files and of block devices, in memory as on a disk. */
export function kibInPageCache(): number {
	// Each processor counts for itself, and tells now and then. A kernel for one processor has no such file.
	const refresh = '/proc/sys/vm/stat_refresh';
	if (existsSync(refresh)) readFileSync(refresh);
	return readMemory().cached / 1024;
}
