import {statfsSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, native, open, testUnless} from './support.ts';

test("statx agrees with Node's stat", (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), 'content');
	const ours = native.statx(c.AT_FDCWD, join(place, 'file'), 0, c.STATX_BASIC_STATS);
	const theirs = statSync(join(place, 'file'), {bigint: true});

	t.is(ours.mask & c.STATX_BASIC_STATS, c.STATX_BASIC_STATS);
	t.is(BigInt(ours.mode), theirs.mode);
	t.is(ours.size, 7n);
	t.is(ours.ino, theirs.ino);
	t.is(BigInt(ours.nlink), theirs.nlink);
	t.is(BigInt(ours.uid), theirs.uid);
	t.is(BigInt(ours.gid), theirs.gid);
	t.is(ours.blocks, theirs.blocks);
	t.is(BigInt(ours.blksize), theirs.blksize);
	t.is(ours.mtime.sec * 1_000_000_000n + BigInt(ours.mtime.nsec), theirs.mtimeNs);
	t.is(ours.ctime.sec * 1_000_000_000n + BigInt(ours.ctime.nsec), theirs.ctimeNs);
});

test('statx shows device numbers', (t) => {
	const {mode, rdevMajor, rdevMinor} = native.statx(c.AT_FDCWD, '/dev/null', 0, c.STATX_BASIC_STATS);

	t.is(mode & c.S_IFMT, c.S_IFCHR);
	t.deepEqual([rdevMajor, rdevMinor], [1, 3]);
});

test('statx shows nanoseconds before 1970', (t) => {
	const place = directory(t);
	const mtime = {sec: -2n, nsec: 999_999_999};
	native.utimensat(c.AT_FDCWD, place, {sec: 0n, nsec: 0}, mtime, 0);

	t.deepEqual(native.statx(c.AT_FDCWD, place, 0, c.STATX_MTIME).mtime, mtime);
});

test('statx takes an empty path, and follows a symlink unless told not to', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), '');
	symlinkSync('file', join(place, 'link'));
	const type = (directory: number, path: string, flags: number): number =>
		native.statx(directory, path, flags, c.STATX_TYPE).mode & c.S_IFMT;

	t.is(type(open(t, place), '', c.AT_EMPTY_PATH), c.S_IFDIR);
	t.is(type(c.AT_FDCWD, join(place, 'link'), 0), c.S_IFREG);
	t.is(type(c.AT_FDCWD, join(place, 'link'), c.AT_SYMLINK_NOFOLLOW), c.S_IFLNK);
	fails(t, 'EINVAL', () => type(c.AT_FDCWD, place, 0x80000000));
});

const {mask} = native.statx(c.AT_FDCWD, '/', 0, c.STATX_MNT_ID);
const noMountId = (mask & c.STATX_MNT_ID) === 0 ? 'needs STATX_MNT_ID (Linux 5.8)' : undefined;

testUnless(noMountId, 'statx tells the mount and its root', (t) => {
	const root = native.statx(c.AT_FDCWD, '/proc', 0, c.STATX_MNT_ID);

	t.is(root.mntId > 0n, true);
	t.is(root.attributes & root.attributesMask & c.STATX_ATTR_MOUNT_ROOT, c.STATX_ATTR_MOUNT_ROOT);
	t.not(native.statx(c.AT_FDCWD, '/', 0, c.STATX_MNT_ID).mntId, root.mntId);
});

test("statfs and fstatfs agree with Node's statfs", (t) => {
	const path = '/proc';
	const ours = native.statfs(path);
	const theirs = statfsSync(path, {bigint: true});

	t.is(ours.type, 0x9fa0);
	t.is(BigInt(ours.bsize), theirs.bsize);
	t.is(ours.blocks, theirs.blocks);
	t.is(ours.files, theirs.files);
	t.is(ours.namelen, 255);
	t.deepEqual(native.fstatfs(open(t, path)), ours);
	t.is(fails(t, 'ENOENT', () => native.statfs('/proc/none')).path, '/proc/none');
	t.is(fails(t, 'EBADF', () => native.fstatfs(-1)).path, undefined);
});
