import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import test, {type ExecutionContext} from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, native, open, testUnless} from './support.ts';

const tmpfs = 0x01021994;
const inMemory =
	native.statfs(process.env.TMPDIR ?? '/tmp').type === tmpfs
		? 'the temporary directory is in memory'
		: undefined;
const pages = 16;
const length = pages * 4096;

/** A file of 16 pages, on its disk. */
function file(t: ExecutionContext): number {
	const fd = open(t, join(directory(t), 'file'), c.O_RDWR | c.O_CREAT | c.O_DSYNC);
	native.pwrite(fd, Buffer.alloc(length, 1), 0);
	return fd;
}

function cached(fd: number): number {
	using mapping = new native.Mapping({fd, length, protection: c.PROT_READ, flags: c.MAP_SHARED, offset: 0});
	return mapping.mincore(0, length).reduce((sum, page) => sum + page, 0);
}

testUnless(inMemory, 'posix_fadvise drops what is cached, and readahead brings it back', async (t) => {
	const fd = file(t);
	t.is(cached(fd), pages);

	native.posix_fadvise(fd, 0, 0, c.POSIX_FADV_DONTNEED);
	t.is(cached(fd), 0);
	native.readahead(fd, 0, length);
	// It starts the reading and does not wait for the disk.
	for (let round = 0; round < 500 && cached(fd) < pages; round++) await setTimeout(10);
	t.is(cached(fd), pages);
});

testUnless(inMemory, 'syncfs writes back what keeps pages from being dropped', (t) => {
	const fd = open(t, join(directory(t), 'file'), c.O_RDWR | c.O_CREAT);
	native.pwrite(fd, Buffer.alloc(length, 1), 0);

	native.syncfs(fd);
	native.posix_fadvise(fd, 0, 0, c.POSIX_FADV_DONTNEED);
	t.is(cached(fd), 0);
});

test('posix_fadvise, readahead and syncfs fail as the kernel says', (t) => {
	const fd = file(t);
	const pipe = native.pipe2(c.O_CLOEXEC);
	t.teardown(() => {
		native.close(pipe.read);
		native.close(pipe.write);
	});

	fails(t, 'EINVAL', () => native.posix_fadvise(fd, 0, 0, 99));
	fails(t, 'ESPIPE', () => native.posix_fadvise(pipe.read, 0, 0, c.POSIX_FADV_NORMAL));
	fails(t, 'EBADF', () => native.posix_fadvise(-1, 0, 0, c.POSIX_FADV_NORMAL));
	fails(t, 'EINVAL', () => native.readahead(pipe.read, 0, 1));
	fails(t, 'EBADF', () => native.syncfs(-1));
});
