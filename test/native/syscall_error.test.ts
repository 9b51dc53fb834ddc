import {linkSync, openSync} from 'node:fs';
import os from 'node:os';
import util from 'node:util';
import test from 'ava';
import {constants as c, type SyscallError} from '../../src/native.ts';
import {native} from './support.ts';

function caught(call: () => unknown): SyscallError {
	try {
		call();
	} catch (error) {
		return error as SyscallError;
	}
	throw new Error('Expected the call to fail');
}

test("an error of one path is Node's own but for the name of the call", (t) => {
	const ours = caught(() => native.openat(c.AT_FDCWD, '/proc/none/file', c.O_RDONLY, 0));
	const theirs = caught(() => openSync('/proc/none/file', 'r'));

	t.is(ours.message.replace('openat', 'open'), theirs.message);
	t.deepEqual({...ours, syscall: 'open'}, {...theirs});
	t.true(ours instanceof Error);
	t.regex(ours.stack ?? '', /syscall_error\.test/);
});

test("an error of two paths is Node's own but for the name of the call", (t) => {
	const ours = caught(() => native.linkat(c.AT_FDCWD, '/proc/none', c.AT_FDCWD, '/elsewhere', 0));
	const theirs = caught(() => linkSync('/proc/none', '/elsewhere'));

	t.is(ours.message.replace('linkat', 'link'), theirs.message);
	t.deepEqual({...ours, syscall: 'link'}, {...theirs});
});

test('an error of a descriptor has no path', (t) => {
	const error = caught(() => native.close(-1));

	t.deepEqual({...error}, {errno: -9, code: 'EBADF', syscall: 'close'});
	t.is(error.message, 'EBADF: bad file descriptor, close');
});

test('a path in an error shows bytes that are not UTF-8 as U+FFFD', (t) => {
	const error = caught(() => native.statfs(Buffer.from([0x2f, 0xff, 0x61])));

	t.is(error.path, '/\ufffda');
});

test("names agree with Node's tables for every errno that Linux has", (t) => {
	const linux = new Set(Object.values(os.constants.errno));
	for (const [number, [name]] of util.getSystemErrorMap())
		if (linux.has(-number)) t.is(native.errnoName(-number), name);
});

test("names that Node's tables lack are there", (t) => {
	for (const [number, name] of [
		[74, 'EBADMSG'],
		[75, 'EOVERFLOW'],
		[117, 'EUCLEAN'],
		[126, 'ENOKEY'],
		[127, 'EKEYEXPIRED'],
		[128, 'EKEYREVOKED'],
		[129, 'EKEYREJECTED'],
		[524, 'ENOTSUPP'],
	] as const)
		t.is(native.errnoName(number), name);
});
