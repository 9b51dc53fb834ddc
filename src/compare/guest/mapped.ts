/** What programs have mapped of a file, in page frames. */
import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import {parseMaps} from '../../guest/proc.ts';

const pageSize = 4096;
const entrySize = 8;

/**
 * The frames of the file's pages in entries of /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst): of those that are there
 * (bit 63) and not the program's own copy of a page that it wrote to (bit 61).
 */
export function framesOfFile(entries: Buffer): readonly bigint[] {
	const frames: bigint[] = [];
	for (let at = 0; at < entries.length; at += entrySize) {
		const entry = entries.readBigUInt64LE(at);
		if ((entry >> 63n) & 1n && (entry >> 61n) & 1n) frames.push(entry & ((1n << 55n) - 1n));
	}
	return frames;
}

/** Those in which a process has a file mapped, each page of each mapping. Frames are told to root alone. */
export function mappedFrames(pid: number, path: string): readonly bigint[] {
	const maps = parseMaps(readFileSync(`/proc/${pid}/maps`, 'latin1')).filter((map) => map.path === path);
	const pagemap = openSync(`/proc/${pid}/pagemap`, 'r');
	try {
		return maps.flatMap(({start, end}) => {
			const entries = Buffer.alloc((Number(end - start) / pageSize) * entrySize);
			const read = readSync(
				pagemap,
				entries,
				0,
				entries.length,
				(start / BigInt(pageSize)) * BigInt(entrySize),
			);
			return framesOfFile(entries.subarray(0, read));
		});
	} finally {
		closeSync(pagemap);
	}
}
