import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c, type Native} from '../../src/native.ts';
import {directory, native} from './support.ts';

/** Calls with arguments that the types forbid. */
function call(name: keyof Native, ...args: unknown[]): unknown {
	return (native[name] as unknown as (...args: unknown[]) => unknown)(...args);
}

function refuses(t: ExecutionContext, message: string, name: keyof Native, ...args: unknown[]): void {
	const error = t.throws(() => call(name, ...args));
	t.is(error?.message, message);
	t.false(error !== undefined && 'code' in error, 'no system call was made');
}

test('a path with a NUL is refused, as string and as bytes', (t) => {
	const message = 'Expected path to be free of NUL bytes, got one at byte 4 of 9';
	refuses(t, message, 'statfs', '/etc\0/bin');
	refuses(t, message, 'statfs', Buffer.from('/etc\0/bin'));
});

test('a path that is no text is refused and named without running its code', (t) => {
	const trap = {
		toString() {
			throw new Error('called');
		},
	};
	for (const [value, shown] of [
		[undefined, 'undefined'],
		[null, 'null'],
		[7, '7'],
		[7n, '7'],
		[true, 'true'],
		[Symbol('x'), 'a symbol'],
		[() => '/etc', 'a function'],
		[trap, 'an object'],
		[new Uint16Array(2), 'bytes'],
		[new ArrayBuffer(2), 'bytes'],
	])
		refuses(t, `Expected path to be a string or a Uint8Array, got ${String(shown)}`, 'statfs', value);
});

test('flags outside 32 bits, or no integers, are refused', (t) => {
	for (const flags of [-1, 2 ** 32, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
		refuses(
			t,
			`Expected flags to be an integer between 0 and 2^32 - 1, got ${flags}`,
			'statx',
			c.AT_FDCWD,
			'/',
			flags,
			0,
		);
	refuses(
		t,
		"Expected flags to be an integer between 0 and 2^32 - 1, got '1'",
		'statx',
		c.AT_FDCWD,
		'/',
		'1',
		0,
	);
	refuses(
		t,
		'Expected flags to be an integer between 0 and 2^32 - 1, got 1',
		'statx',
		c.AT_FDCWD,
		'/',
		1n,
		0,
	);
});

test('a 64-bit number is a bigint that fits or a safe integer', (t) => {
	const expected = 'Expected offset to be a bigint of 64 bits or a safe integer, got';
	for (const offset of [2n ** 63n, -(2n ** 63n) - 1n, 2 ** 53, 0.5])
		refuses(t, `${expected} ${offset}`, 'pread', 0, 1, offset);

	const unsigned = 'Expected length to be an unsigned bigint of 64 bits or a safe integer from 0, got';
	for (const length of [2n ** 64n, -1n, -1, 2 ** 53])
		refuses(t, `${unsigned} ${length}`, 'readahead', 0, 0, length);
});

test('a length past 1 GiB is refused before memory is asked for', (t) => {
	refuses(t, 'Expected length to be a length between 0 and 2^30, got 1073741825', 'pread', 0, 2 ** 30 + 1, 0);
});

test('a descriptor is any integer of 32 bits', (t) => {
	refuses(t, 'Expected fd to be a file descriptor, got 2147483648', 'close', 2 ** 31);
	t.throws(() => native.close(-1), {code: 'EBADF'});
});

test('a missing property of an object is named', (t) => {
	refuses(
		t,
		'Expected how.mode to be an unsigned bigint of 64 bits or a safe integer from 0, got undefined',
		'openat2',
		c.AT_FDCWD,
		'/',
		{flags: 0},
	);
	for (const how of [undefined, null, [], Buffer.alloc(1)])
		t.throws(() => call('openat2', c.AT_FDCWD, '/', how), {message: /^Expected how to be an object, got /});
});

test('a path of bytes that are not UTF-8 reaches the kernel as it is', (t) => {
	const path = Buffer.concat([Buffer.from(join(directory(t), 'a')), Buffer.from([0xff, 0xfe])]);
	native.mkdirat(c.AT_FDCWD, path, 0o700);

	t.is(native.statx(c.AT_FDCWD, path, 0, c.STATX_TYPE).mode & c.S_IFMT, c.S_IFDIR);
	t.throws(() => native.statx(c.AT_FDCWD, path.toString(), 0, c.STATX_TYPE), {code: 'ENOENT'});
});

test('bytes are a view into a larger buffer where that is what came', (t) => {
	const inside = Buffer.from('xx/xx').subarray(2, 3);

	t.is(native.statfs(inside).type, native.statfs('/').type);
});
