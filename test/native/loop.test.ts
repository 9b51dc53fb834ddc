import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c} from '../../src/native.ts';
import {attachLoop, lacksLoop} from './loop-support.ts';
import {directory, fails, lacksCapability, native, open, testUnless} from './support.ts';

const obstacle = lacksCapability('CAP_SYS_ADMIN') ?? lacksLoop();

function file(t: ExecutionContext): string {
	const path = join(directory(t), 'file');
	writeFileSync(path, Buffer.concat([Buffer.alloc(4096, 'first'), Buffer.alloc(4096, 'second')]));
	return path;
}

testUnless(obstacle, 'a loop device shows the part of the file that it is told', (t) => {
	const path = file(t);
	const flags = c.LO_FLAGS_READ_ONLY;
	const device = open(t, attachLoop(t, path, {offset: 4096n, sizeLimit: 512, flags}));

	t.is(native.pread(device, 9999, 0).toString(), Buffer.alloc(512, 'second').toString());
	const status = native.loopGetStatus(device);
	t.is(status.ino, native.statx(c.AT_FDCWD, path, 0, c.STATX_INO).ino);
	t.deepEqual([status.offset, status.sizeLimit, status.flags], [4096n, 512n, flags]);
	t.is(status.number, native.statx(device, '', c.AT_EMPTY_PATH, c.STATX_BASIC_STATS).rdevMinor);
});

testUnless(obstacle, 'a device that has a file is EBUSY', (t) => {
	const path = file(t);
	const device = open(t, attachLoop(t, path));
	const options = {file: open(t, path), blockSize: 0, offset: 0, sizeLimit: 0, flags: 0};

	fails(t, 'EBUSY', () => native.loopConfigure(device, options));
});

testUnless(obstacle, 'loopConfigure fails as the kernel says', (t) => {
	const control = open(t, '/dev/loop-control', c.O_RDWR);
	const device = open(t, `/dev/loop${native.loopGetFree(control)}`, c.O_RDWR);
	const options = {file: -1, blockSize: 0, offset: 0, sizeLimit: 0, flags: 0};

	fails(t, 'EBADF', () => native.loopConfigure(device, options));
	fails(t, 'ENXIO', () => native.loopGetStatus(device));
	fails(t, 'ENXIO', () => native.loopClear(device));
});

test('what is no loop device is ENOTTY', (t) => {
	const {syscall} = fails(t, 'ENOTTY', () => native.loopGetFree(open(t, '/dev/null')));

	t.is(syscall, 'ioctl(LOOP_CTL_GET_FREE)');
});
