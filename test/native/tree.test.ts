import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c, type Statx} from '../../src/native.ts';
import {directory, fails, lacksCapability, native, open, testUnless} from './support.ts';

function tree(t: ExecutionContext): {at: number; place: string} {
	const place = directory(t);
	return {at: open(t, place), place};
}

function stat(at: number, path: string | Buffer): Statx {
	return native.statx(at, path, c.AT_SYMLINK_NOFOLLOW, c.STATX_BASIC_STATS);
}

test('mkdirat, mknodat and symlinkat make what they say, under names of any bytes', (t) => {
	const {at} = tree(t);
	const odd = Buffer.from([0xff, 0x0a]);
	native.mkdirat(at, 'directory', 0o700);
	native.mknodat(at, odd, c.S_IFIFO | 0o600, 0, 0);
	native.symlinkat(odd, at, 'link');

	t.is(stat(at, 'directory').mode & c.S_IFMT, c.S_IFDIR);
	t.is(stat(at, odd).mode & c.S_IFMT, c.S_IFIFO);
	t.deepEqual(native.readlinkat(at, 'link', 10), odd);
	const error = fails(t, 'EEXIST', () => native.symlinkat('elsewhere', at, 'link'));
	t.deepEqual([error.path, error.dest], ['elsewhere', 'link']);
});

testUnless(lacksCapability('CAP_MKNOD'), 'mknodat makes devices of wide numbers', (t) => {
	const {at} = tree(t);
	native.mknodat(at, 'device', c.S_IFCHR | 0o600, 4095, 1_048_575);

	const {rdevMajor, rdevMinor} = stat(at, 'device');
	t.deepEqual([rdevMajor, rdevMinor], [4095, 1_048_575]);
});

test('linkat, renameat2 and unlinkat move names', (t) => {
	const {at, place} = tree(t);
	writeFileSync(join(place, 'one'), 'one');
	writeFileSync(join(place, 'other'), '');
	native.linkat(at, 'one', at, 'two', 0);

	t.is(stat(at, 'two').nlink, 2);
	fails(t, 'EEXIST', () => native.renameat2(at, 'other', at, 'two', c.RENAME_NOREPLACE));
	native.renameat2(at, 'other', at, 'two', c.RENAME_EXCHANGE);
	t.is(stat(at, 'other').size, 3n);
	native.unlinkat(at, 'other', 0);
	t.is(stat(at, 'one').nlink, 1);
	fails(t, 'ENOTDIR', () => native.unlinkat(at, 'one', c.AT_REMOVEDIR));
});

test('fchmodat and utimensat change what they say', (t) => {
	const {at, place} = tree(t);
	writeFileSync(join(place, 'file'), '');
	native.fchmodat(at, 'file', 0o4751);
	const mtime = {sec: 1n << 33n, nsec: 123_456_789};
	native.utimensat(at, 'file', {sec: -1n, nsec: 5}, {sec: 0n, nsec: 0}, 0);
	native.utimensat(at, 'file', {sec: 0n, nsec: c.UTIME_OMIT}, mtime, 0);

	const now = stat(at, 'file');
	t.is(now.mode & 0o7777, 0o4751);
	t.deepEqual(now.atime, {sec: -1n, nsec: 5});
	t.deepEqual(now.mtime, mtime);
	fails(t, 'EINVAL', () => native.utimensat(at, 'file', mtime, {sec: 0n, nsec: 1_000_000_000}, 0));
});

testUnless(lacksCapability('CAP_CHOWN'), 'fchownat sets wide IDs, also of a symlink', (t) => {
	const {at} = tree(t);
	native.symlinkat('nowhere', at, 'link');
	native.fchownat(at, 'link', 0xfffffffe, 70_000, c.AT_SYMLINK_NOFOLLOW);
	native.fchownat(at, 'link', 2 ** 32 - 1, 70_001, c.AT_SYMLINK_NOFOLLOW);

	const {uid, gid} = stat(at, 'link');
	t.deepEqual([uid, gid], [0xfffffffe, 70_001]);
});

test('truncate and fallocate change the size', (t) => {
	const {at, place} = tree(t);
	const path = join(place, 'file');
	writeFileSync(path, 'content');
	native.truncate(path, 3n);
	t.is(stat(at, 'file').size, 3n);

	const fd = open(t, path, c.O_RDWR);
	native.fallocate(fd, 0, 0, 8192);
	t.is(stat(at, 'file').size, 8192n);
	native.fallocate(fd, c.FALLOC_FL_KEEP_SIZE, 8192, 8192);
	t.is(stat(at, 'file').size, 8192n);
	fails(t, 'EINVAL', () => native.truncate(path, -1));
	fails(t, 'EBADF', () => native.fallocate(open(t, path), 0, 0, 1));
});

test('faccessat2 answers by what exists and may be done', (t) => {
	const {at, place} = tree(t);
	writeFileSync(join(place, 'file'), '', {mode: 0o600});
	native.faccessat2(at, 'file', c.R_OK | c.W_OK, 0);

	fails(t, 'EACCES', () => native.faccessat2(at, 'file', c.X_OK, c.AT_EACCESS));
	fails(t, 'ENOENT', () => native.faccessat2(at, 'absent', c.F_OK, 0));
	fails(t, 'EINVAL', () => native.faccessat2(at, 'file', c.F_OK, 1 << 30));
});
