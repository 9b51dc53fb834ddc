import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, native, open} from './support.ts';

test('openat opens beneath a directory descriptor, and makes files', (t) => {
	const parent = open(t, directory(t));

	const fd = native.openat(parent, 'new', c.O_RDWR | c.O_CREAT | c.O_EXCL, 0o640);
	t.is(native.statx(parent, 'new', 0, c.STATX_MODE).mode & 0o777, 0o640 & ~process.umask());
	native.close(fd);
	t.is(fails(t, 'EEXIST', () => native.openat(parent, 'new', c.O_CREAT | c.O_EXCL, 0)).path, 'new');
});

test('openat2 resolves as it is told', (t) => {
	const place = directory(t);
	mkdirSync(join(place, 'directory'));
	symlinkSync('directory', join(place, 'link'));
	const parent = open(t, place);
	const flags = c.O_PATH | c.O_CLOEXEC;

	native.close(native.openat2(parent, 'link', {flags, mode: 0, resolve: c.RESOLVE_BENEATH}));
	fails(t, 'ELOOP', () => native.openat2(parent, 'link', {flags, mode: 0, resolve: c.RESOLVE_NO_SYMLINKS}));
	fails(t, 'EXDEV', () => native.openat2(parent, '../..', {flags, mode: 0, resolve: c.RESOLVE_BENEATH}));
	fails(t, 'EXDEV', () => native.openat2(parent, '/proc', {flags, mode: 0, resolve: c.RESOLVE_NO_XDEV}));
	native.close(native.openat2(parent, '/', {flags, mode: 0, resolve: c.RESOLVE_IN_ROOT}));
});

test('openat2 refuses flags that the kernel does not know', (t) => {
	fails(t, 'EINVAL', () => native.openat2(c.AT_FDCWD, '/', {flags: 1n << 40n, mode: 0, resolve: 0}));
	fails(t, 'EINVAL', () => native.openat2(c.AT_FDCWD, '/', {flags: 0, mode: 0o100, resolve: 0}));
});

test('close closes once', (t) => {
	const fd = native.openat(c.AT_FDCWD, '/', c.O_PATH | c.O_CLOEXEC, 0);
	native.close(fd);

	fails(t, 'EBADF', () => native.close(fd));
});

test('pipe2 gives both ends, and fcntl their flags and size', (t) => {
	const pipe = native.pipe2(c.O_CLOEXEC | c.O_NONBLOCK);
	t.teardown(() => {
		native.close(pipe.read);
		native.close(pipe.write);
	});

	t.is(native.fcntl(pipe.read, c.F_GETFD, 0), 1);
	t.is(native.fcntl(pipe.read, c.F_GETFL, 0) & c.O_NONBLOCK, c.O_NONBLOCK);
	native.fcntl(pipe.read, c.F_SETFL, 0);
	t.is(native.fcntl(pipe.read, c.F_GETFL, 0) & c.O_NONBLOCK, 0);
	t.is(native.fcntl(pipe.write, c.F_SETPIPE_SZ, 8192), 8192);
	fails(t, 'EINVAL', () => native.fcntl(pipe.read, 9999, 0));
});

test('flock conflicts between two opens of a file', (t) => {
	const path = join(directory(t), 'file');
	writeFileSync(path, '');
	const [one, two] = [open(t, path), open(t, path)];

	native.flock(one, c.LOCK_EX);
	fails(t, 'EAGAIN', () => native.flock(two, c.LOCK_SH | c.LOCK_NB));
	native.flock(one, c.LOCK_UN);
	native.flock(two, c.LOCK_SH | c.LOCK_NB);
});

test('lseek finds data and holes', (t) => {
	const fd = open(t, join(directory(t), 'sparse'), c.O_RDWR | c.O_CREAT);
	native.pwrite(fd, Buffer.from('x'), 1 << 20);
	native.pwrite(fd, Buffer.from('x'), 3 << 20);

	const data = native.lseek(fd, 0, c.SEEK_DATA);
	t.true(data > 0n && data <= 1n << 20n, `${data}`);
	const hole = native.lseek(fd, data, c.SEEK_HOLE);
	t.true(hole > 1n << 20n && hole < 3n << 20n, `${hole}`);
	t.is(native.lseek(fd, 0, c.SEEK_END), (3n << 20n) + 1n);
	fails(t, 'ENXIO', () => native.lseek(fd, 4 << 20, c.SEEK_DATA));
	fails(t, 'EINVAL', () => native.lseek(fd, -1n, c.SEEK_SET));
});
