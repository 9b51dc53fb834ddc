import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {changed, isUnchanged, reading, type SourceEntry} from './source.ts';

/** How much is read at once, and so how long an abort may have to wait. */
export const chunkSize = 1024 * 1024;

/** Should a fifo or a link have taken the file's place since it was listed, neither is waited for or followed. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The content of a regular file in chunks, each valid until the next is asked for. Throws an InfraError that names the
 * file when it can't be read, or is no longer what it was when it was listed or while it was read.
 */
export function* readContent({file, stats}: Pick<SourceEntry, 'file' | 'stats'>): Generator<Buffer> {
	const fd = reading(file, () => openSync(file, openFlags));
	try {
		const opened = reading(file, () => fstatSync(fd, {bigint: true}));
		if (!isUnchanged(stats, opened)) throw changed(file, 'file');

		// One byte more than the file has, so that one that grew is noticed.
		const buffer = Buffer.allocUnsafeSlow(stats.size < chunkSize ? Number(stats.size) + 1 : chunkSize);
		let total = 0n;
		for (;;) {
			const length = reading(file, () => readSync(fd, buffer, 0, buffer.length, null));
			if (length === 0) break;
			total += BigInt(length);
			yield buffer.subarray(0, length);
		}

		const after = reading(file, () => fstatSync(fd, {bigint: true}));
		if (total !== stats.size || !isUnchanged(stats, after)) throw changed(file, 'file');
	} finally {
		closeSync(fd);
	}
}
