import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {constants as c, type IoUring, type IoUringRead} from '../../src/native.ts';
import {directory, fails, native, type Obstacle, open, testUnless} from './support.ts';

function unsupported(): Obstacle {
	try {
		new native.IoUring(1, 0).close();
		return undefined;
	} catch (error) {
		return `no io_uring: ${(error as Error).message}`;
	}
}
const obstacle = unsupported();

const content = Buffer.from(Array.from({length: 10_000}, (_, at) => (at * 7) % 251));

function file(t: ExecutionContext): number {
	const path = join(directory(t), 'file');
	writeFileSync(path, content);
	return open(t, path);
}

function read(fd: number, offset: number, length: number, others: Partial<IoUringRead> = {}): IoUringRead {
	return {opcode: c.IORING_OP_READ, flags: 0, fd, offset, lengths: [length], rwFlags: 0, ...others};
}

testUnless(obstacle, 'reads of each kind give the bytes, in the order that they were asked for', (t) => {
	const fd = file(t);
	using ring: IoUring = new native.IoUring(8, 0);
	ring.registerFiles([fd]);
	ring.registerBuffers([4096, 100]);

	for (let round = 0; round < 5; round++)
		t.deepEqual(
			ring.readAll([
				read(fd, 0, 10),
				read(fd, 9_990, 4096, {flags: c.IOSQE_ASYNC}),
				read(fd, 50, 0, {opcode: c.IORING_OP_READV, lengths: [10, 20, 30]}),
				read(0, 5_000, 100, {opcode: c.IORING_OP_READ_FIXED, buffer: 1, flags: c.IOSQE_FIXED_FILE}),
				read(fd, 1, 4096, {opcode: c.IORING_OP_READ_FIXED, buffer: 0}),
				read(fd, 10_000, 10),
			]),
			[
				content.subarray(0, 10),
				content.subarray(9_990),
				content.subarray(50, 110),
				content.subarray(5_000, 5_100),
				content.subarray(1, 4097),
				Buffer.alloc(0),
			],
		);
});

testUnless(obstacle, 'a read that fails gives its errno, and its neighbours their bytes', (t) => {
	const fd = file(t);
	using ring = new native.IoUring(2, 0);

	const [bad, good] = ring.readAll([read(999_999, 0, 10), read(fd, 0, 10)]);
	t.is(native.errnoName(-(bad as number)), 'EBADF');
	t.deepEqual(good, content.subarray(0, 10));
});

testUnless(obstacle, 'what a ring has no room for, no buffer for or no name for is refused', (t) => {
	const fd = file(t);
	using ring = new native.IoUring(2, 0);
	const fixed = {opcode: c.IORING_OP_READ_FIXED, buffer: 0};

	t.throws(() => ring.readAll([read(fd, 0, 1), read(fd, 0, 1), read(fd, 0, 1)]), {instanceOf: RangeError});
	t.throws(() => ring.readAll([read(fd, 0, 1, fixed)]), {instanceOf: RangeError});
	ring.registerBuffers([16]);
	t.throws(() => ring.readAll([read(fd, 0, 17, fixed)]), {instanceOf: RangeError});
	t.throws(() => ring.readAll([read(fd, 0, 1, {opcode: 99})]), {instanceOf: RangeError});
	fails(t, 'EBADF', () => ring.registerFiles([999_999]));
	fails(t, 'EINVAL', () => new native.IoUring(0, 0));
	t.deepEqual(ring.readAll([]), []);
	ring.close();
	ring.close();
	t.throws(() => ring.readAll([]), {instanceOf: TypeError});
});
