/** What trees take on the disk and in the page cache. */
import {closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {parseMeminfo} from '../../guest/proc.ts';
import {loadNative} from '../../native.ts';
import type {Contestant, Material} from './contestant.ts';
import {withTrees} from './stand.ts';

/** KiB. */
export interface Room {
	readonly disk: number;
	readonly cache: number;
}

/** What all of these take while a contestant shows them at the same time, and every file of each was read once. */
export async function takeRoom(
	t: CaseContext,
	contestant: Contestant,
	materials: readonly Material[],
): Promise<Room> {
	const filesystems = [...new Set(materials.map(({place}) => place))].map((place) => t.tmp(place));
	emptyPageCache(filesystems);
	const before = kibInPageCache();
	return withTrees(t, contestant, materials, (shown) => {
		// Some filesystems find out how many blocks a file takes when they write it.
		emptyPageCache(filesystems);
		const disk = kibOnDisk([
			...materials.flatMap((material) => contestant.keeps(material)),
			...shown.map(({work}) => work),
		]);
		emptyPageCache(filesystems);
		for (const [index, {contents}] of materials.entries())
			for (const [path, content] of contents) {
				const found = readFileSync(join(shown[index]?.root ?? '', path));
				t.true(found.equals(content), `${contestant.name}: ${path} of image ${index} has other content`);
			}
		const cache = kibInPageCache() - before;
		const least = kibOfPages(materials.flatMap(({contents}) => [...contents.values()]));
		t.true(cache >= least, `${contestant.name}: ${cache} KiB are in the page cache, ${least} KiB were read`);
		return {disk, cache};
	});
}

/** What these contents take in pages, each once. */
export function kibOfPages(contents: readonly Buffer[]): number {
	const distinct = new Map(contents.map((content) => [content.toString('latin1'), content.length]));
	return [...distinct.values()].reduce((sum, length) => sum + 4 * Math.ceil(length / 4096), 0);
}

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
	for (const path of new Set(paths)) look(path);
	return Math.round(Number([...blocks.values()].reduce((sum, one) => sum + one, 0n)) / 2);
}

/** Empties the page cache of all that these filesystems, each named by a path in it, have on their disks. */
function emptyPageCache(filesystems: readonly string[]): void {
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
function kibInPageCache(): number {
	// Each processor counts for itself, and tells now and then. A kernel for one processor has no such file.
	const refresh = '/proc/sys/vm/stat_refresh';
	if (existsSync(refresh)) readFileSync(refresh);
	const memory = parseMeminfo(readFileSync('/proc/meminfo', 'utf8'));
	return ((memory.get('Cached') ?? Number.NaN) + (memory.get('Buffers') ?? Number.NaN)) / 1024;
}
