import type {CaseContext} from '#case';
import {constants as c, type IoUring, type IoUringRead, loadNative} from '../../../src/native.ts';

/** For a case's `requires`: the kernel has io_uring. */
export const ioUring = 'path:/proc/sys/kernel/io_uring_disabled';

/** A ring until the end of the case. */
export function openRing(t: CaseContext): IoUring {
	const {IoUring} = loadNative();
	const ring = new IoUring(16, 0);
	t.cleanUp('a ring', () => ring.close());
	return ring;
}

/** IORING_OP_READ, unless told otherwise. */
export function ringRead(
	fd: number,
	offset: number,
	length: number,
	others: Partial<IoUringRead> = {},
): IoUringRead {
	return {opcode: c.IORING_OP_READ, flags: 0, fd, offset, lengths: [length], rwFlags: 0, ...others};
}
