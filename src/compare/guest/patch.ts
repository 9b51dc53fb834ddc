/** Bytes of a file that somebody overwrites, through its filesystem or below it. */
import {closeSync, fsyncSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {diskPath} from '../../guest/disks.ts';
import {constants as c, loadNative} from '../../native.ts';

export interface Patch {
	readonly offset: number;
	readonly bytes: Buffer;
}

const block = 4096;

/** What makes one file of another of the same length, from an offset on: runs of bytes that differ, in order. */
export function differences(before: Buffer, after: Buffer, from = 0): Patch[] {
	if (before.length !== after.length)
		throw new RangeError(`Expected ${before.length} bytes, got ${after.length}`);
	const found: Patch[] = [];
	for (let at = from; at < before.length; at++) {
		const start = at;
		while (at < before.length && before[at] !== after[at]) at++;
		if (at > start) found.push({offset: start, bytes: after.subarray(start, at)});
	}
	return found;
}

/** The same bytes, cut where a block of the filesystem ends. */
export function cutAtBlocks(patches: readonly Patch[]): Patch[] {
	return patches.flatMap(({offset, bytes}) => {
		const cut: Patch[] = [];
		for (let at = 0; at < bytes.length; ) {
			const end = Math.min(bytes.length, at + block - ((offset + at) % block));
			cut.push({offset: offset + at, bytes: bytes.subarray(at, end)});
			at = end;
		}
		return cut;
	});
}

/** Overwrites bytes of a file, which are on the disk afterwards, and which caches forget. Throws the error of open(2) where it is refused. */
export function writeInPlace(path: string, patches: readonly Patch[]): void {
	const file = openSync(path, 'r+');
	try {
		for (const {offset, bytes} of patches) writeSync(file, bytes, 0, bytes.length, offset);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	forget();
}

/** ioctl(2), linux/fs.h: the number of a block of a file on its device. */
const FIBMAP = 1;

/** Overwrites bytes of a file on the disk itself, below its filesystem. Caches forget the file. */
export function writeOnDisk(path: string, patches: readonly Patch[]): void {
	const native = loadNative();
	const open = openSync(path, 'r');
	const disk = openSync(diskPath('scratch') ?? '', c.O_WRONLY | c.O_SYNC);
	try {
		fsyncSync(open);
		for (const {offset, bytes} of cutAtBlocks(patches)) {
			const index = Buffer.from(Uint32Array.of(Math.floor(offset / block)).buffer);
			const place = native.ioctl(open, FIBMAP, index).argument.readUInt32LE();
			if (place === 0) throw new Error(`Expected ${path} to have a block on the disk`);
			writeSync(disk, bytes, 0, bytes.length, place * block + (offset % block));
		}
		native.posix_fadvise(open, 0, 0, c.POSIX_FADV_DONTNEED);
	} finally {
		closeSync(disk);
		closeSync(open);
	}
	forget();
}

function forget(): void {
	writeFileSync('/proc/sys/vm/drop_caches', '3');
}
