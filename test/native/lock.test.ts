import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, native, open} from './support.ts';

const whole = {whence: c.SEEK_SET, start: 0, length: 0};

test('locks of two descriptions conflict where their ranges meet', (t) => {
	const path = join(directory(t), 'file');
	writeFileSync(path, 'some content');
	const [one, two] = [open(t, path, c.O_RDWR), open(t, path, c.O_RDWR)];
	const range = {type: c.F_WRLCK, whence: c.SEEK_SET, start: 4, length: 4n};

	native.fcntlLock(one, c.F_OFD_SETLK, range);
	fails(t, 'EAGAIN', () => native.fcntlLock(two, c.F_OFD_SETLK, {...range, start: 7}));
	native.fcntlLock(two, c.F_OFD_SETLK, {...range, start: 8});
	t.deepEqual(native.fcntlLock(two, c.F_OFD_GETLK, {...whole, type: c.F_RDLCK}), {
		type: c.F_WRLCK,
		whence: c.SEEK_SET,
		start: 4n,
		length: 4n,
		pid: -1,
	});
	native.fcntlLock(one, c.F_OFD_SETLK, {...whole, type: c.F_UNLCK});
	native.fcntlLock(two, c.F_OFD_SETLK, range);
});

test('locks of one process do not conflict', (t) => {
	const path = join(directory(t), 'file');
	writeFileSync(path, '');
	const [one, two] = [open(t, path, c.O_RDWR), open(t, path, c.O_RDWR)];

	for (const fd of [one, two]) native.fcntlLock(fd, c.F_SETLK, {...whole, type: c.F_WRLCK});
	t.is(native.fcntlLock(one, c.F_GETLK, {...whole, type: c.F_WRLCK}).type, c.F_UNLCK);
});

test('other commands are refused, and what the kernel refuses is its error', (t) => {
	const path = join(directory(t), 'file');
	writeFileSync(path, '');
	const fd = open(t, path);
	const lock = {...whole, type: c.F_WRLCK};

	for (const command of [c.F_SETFL, c.F_SETLEASE, 35, 39])
		t.throws(() => native.fcntlLock(fd, command, lock), {instanceOf: RangeError});
	fails(t, 'EBADF', () => native.fcntlLock(fd, c.F_SETLK, lock));
	fails(t, 'EINVAL', () => native.fcntlLock(fd, c.F_SETLK, {...lock, type: 9}));
});
