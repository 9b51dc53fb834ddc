import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {fails, native, open} from './support.ts';

const FIOCLEX = 0x5451;
const FIONCLEX = 0x5450;

test('ioctl gives back what the kernel wrote', (t) => {
	const {value, argument} = native.ioctl(open(t, '/'), c.FIGETBSZ, Buffer.alloc(4));

	t.is(value, 0);
	t.is(argument.readUInt32LE(), native.statfs('/').bsize);
});

test('ioctl copies its argument in', (t) => {
	const argument = Buffer.alloc(4);
	native.ioctl(open(t, '/'), c.FIGETBSZ, argument);

	t.deepEqual(argument, Buffer.alloc(4));
});

test('ioctl refuses an argument that is shorter than the request says', (t) => {
	t.throws(() => native.ioctl(open(t, '/'), c.FS_IOC_FSGETXATTR, Buffer.alloc(27)), {
		instanceOf: RangeError,
		message: 'Expected argument to have the 28 bytes that the request says, got 27',
	});
});

test('ioctlNumber takes requests without a structure', (t) => {
	const fd = open(t, '/');
	native.ioctlNumber(fd, FIONCLEX, 0);
	t.is(native.fcntl(fd, c.F_GETFD, 0), 0);
	native.ioctlNumber(fd, FIOCLEX, 0);
	t.is(native.fcntl(fd, c.F_GETFD, 0), 1);
});

test('ioctlNumber refuses a request with a structure', (t) => {
	t.throws(() => native.ioctlNumber(open(t, '/'), c.FS_IOC_GETFLAGS, 4096), {
		instanceOf: TypeError,
		message: 'Expected argument to be bytes for a request with a structure of 8, got a number',
	});
});

test('ioctl fails as the kernel says', (t) => {
	fails(t, 'ENOTTY', () => native.ioctlNumber(open(t, '/dev/null'), 0x7fff, 0));
	fails(t, 'EBADF', () => native.ioctl(-1, c.FIGETBSZ, Buffer.alloc(4)));
});
