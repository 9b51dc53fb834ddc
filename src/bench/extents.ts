import {closeSync, fstatSync, openSync} from 'node:fs';
import {constants, loadNative} from '../native.ts';

/** Bytes of a file from the first on to before the second. */
export type Extent = readonly [start: number, end: number];

/** What lies closer together is told as one, so that a list of thousands of MiB has at most thousands of extents. */
const joinedBytes = 4 * 2 ** 20;

/** Where a sparse file may have other bytes than zeros, in order: lseek(2) with SEEK_DATA. */
export function dataExtents(path: string): readonly Extent[] {
	const native = loadNative();
	const extents: Extent[] = [];
	const file = openSync(path, 'r');
	try {
		const {size} = fstatSync(file);
		for (let at = 0; at < size; ) {
			const start = nextData(file, at);
			if (start === undefined) break;
			at = Number(native.lseek(file, start, constants.SEEK_HOLE));
			const [before, end] = extents.at(-1) ?? [0, Number.NEGATIVE_INFINITY];
			if (start - end < joinedBytes) extents.splice(-1, 1, [before, at]);
			else extents.push([start, at]);
		}
	} finally {
		closeSync(file);
	}
	return extents;
}

/** Undefined where only a hole follows. */
function nextData(file: number, from: number): number | undefined {
	try {
		return Number(loadNative().lseek(file, from, constants.SEEK_DATA));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
		return undefined;
	}
}
