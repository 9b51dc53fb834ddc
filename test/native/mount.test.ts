import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c} from '../../src/native.ts';
import {
	directory,
	enterMountNamespace,
	fails,
	lacksCapability,
	native,
	open,
	serialUnless,
} from './support.ts';

const obstacle = lacksCapability('CAP_SYS_ADMIN') ?? enterMountNamespace();

function mountinfo(path: string): string | undefined {
	return readFileSync('/proc/thread-self/mountinfo', 'utf8')
		.split('\n')
		.find((line) => line.split(' ')[4] === path);
}

/** A mounted tmpfs. */
function tmpfs(t: ExecutionContext): string {
	const place = directory(t);
	native.mount('none', place, 'tmpfs', 0, null);
	t.teardown(() => native.umount2(place, c.MNT_DETACH));
	return place;
}

/** A filesystem context. */
function context(t: ExecutionContext, type = 'tmpfs'): number {
	const fd = native.fsopen(type, c.FSOPEN_CLOEXEC);
	t.teardown(() => native.close(fd));
	return fd;
}

serialUnless(obstacle, 'mount and umount2 mount and unmount', (t) => {
	const place = directory(t);
	native.mount('source', place, 'tmpfs', c.MS_NOSUID | c.MS_NOEXEC, 'size=1m,mode=0711');

	t.regex(mountinfo(place) ?? '', / rw,nosuid,noexec,relatime .* tmpfs source rw,size=1024k,mode=711/);
	t.is(native.statfs(place).flags & (c.ST_NOSUID | c.ST_NOEXEC | c.ST_NODEV), c.ST_NOSUID | c.ST_NOEXEC);
	native.umount2(place, c.UMOUNT_NOFOLLOW);
	t.is(mountinfo(place), undefined);
	t.is(fails(t, 'EINVAL', () => native.umount2(place, 0)).path, place);
});

serialUnless(obstacle, 'mount fails with both its paths', (t) => {
	const error = fails(t, 'ENODEV', () => native.mount('none', '/tmp', 'cfsbench-none', 0, null));
	t.deepEqual([error.path, error.dest, error.syscall], ['none', '/tmp', 'mount']);

	fails(t, 'ENOENT', () => native.mount('none', '/proc/none', 'tmpfs', 0, null));
	fails(t, 'EINVAL', () => native.mount('none', '/tmp', 'tmpfs', 0, 'nonsense=1'));
});

serialUnless(obstacle, 'umount2 is EBUSY while a file is open, and lazily not', (t) => {
	const place = directory(t);
	native.mount('none', place, 'tmpfs', 0, null);
	const fd = open(t, join(place, 'file'), c.O_RDWR | c.O_CREAT);

	fails(t, 'EBUSY', () => native.umount2(place, 0));
	native.umount2(place, c.MNT_DETACH);
	t.is(mountinfo(place), undefined);
	t.is(native.pwrite(fd, Buffer.from('x'), 0), 1);
});

serialUnless(obstacle, 'a filesystem context becomes a mount', (t) => {
	const place = directory(t);
	const fs = context(t);
	native.fsconfig(fs, c.FSCONFIG_SET_STRING, 'source', 'from-a-context', 0);
	native.fsconfig(fs, c.FSCONFIG_SET_STRING, 'size', '64k', 0);
	native.fsconfig(fs, c.FSCONFIG_SET_FLAG, 'ro', null, 0);
	native.fsconfig(fs, c.FSCONFIG_CMD_CREATE, null, null, 0);
	const mount = native.fsmount(fs, c.FSMOUNT_CLOEXEC, c.MOUNT_ATTR_NODEV);
	native.move_mount(mount, '', c.AT_FDCWD, place, c.MOVE_MOUNT_F_EMPTY_PATH);
	native.close(mount);

	t.regex(mountinfo(place) ?? '', / rw,nodev,relatime .* tmpfs from-a-context ro,size=64k/);
	fails(t, 'EROFS', () => writeThrough(join(place, 'file')));
	native.umount2(place, 0);
});

function writeThrough(path: string): void {
	native.close(native.openat(c.AT_FDCWD, path, c.O_RDWR | c.O_CREAT, 0o600));
}

serialUnless(obstacle, 'fsconfig fails with the key and what the filesystem said', (t) => {
	const error = fails(t, 'EINVAL', () =>
		native.fsconfig(context(t, 'tmpfs'), c.FSCONFIG_SET_STRING, 'nonsense', 'value', 0),
	);

	t.is(error.syscall, 'fsconfig');
	t.is(error.path, 'nonsense');
	t.deepEqual(error.kernelLog, ["e tmpfs: Unknown parameter 'nonsense'"]);
});

serialUnless(obstacle, 'a log that was read is empty', (t) => {
	const fs = context(t);
	t.throws(() => native.fsconfig(fs, c.FSCONFIG_SET_STRING, 'size', 'nonsense', 0));

	t.deepEqual(native.fsContextLog(fs), []);
});

serialUnless(obstacle, 'fsmount fails with an empty log where the filesystem said nothing', (t) => {
	const error = fails(t, 'EINVAL', () => native.fsmount(context(t), 0, 0));

	t.is(error.syscall, 'fsmount');
	t.deepEqual(error.kernelLog, []);
});

serialUnless(obstacle, 'what is no context keeps its bytes', (t) => {
	const path = join(directory(t), 'file');
	writeFileSync(path, 'content');
	const fd = open(t, path);

	const error = fails(t, 'EINVAL', () => native.fsconfig(fd, c.FSCONFIG_SET_FLAG, 'ro', null, 0));
	t.deepEqual(error.kernelLog, []);
	t.deepEqual(native.fsContextLog(fd), []);
	t.is(native.lseek(fd, 0, c.SEEK_CUR), 0n);
});

serialUnless(obstacle, 'fsconfig takes bytes, paths and descriptors, as far as the filesystem does', (t) => {
	const fs = context(t);
	const rejected = (call: () => void): void => {
		fails(t, 'EINVAL', call);
	};

	rejected(() => native.fsconfig(fs, c.FSCONFIG_SET_BINARY, 'size', Buffer.from('64k'), 3));
	rejected(() => native.fsconfig(fs, c.FSCONFIG_SET_FD, 'size', null, open(t, '/')));
	rejected(() => native.fsconfig(fs, c.FSCONFIG_SET_PATH, 'size', '/', c.AT_FDCWD));
	rejected(() => native.fsconfig(fs, c.FSCONFIG_SET_STRING, 'size', 'x'.repeat(256), 0));
	t.throws(() => native.fsconfig(fs, c.FSCONFIG_SET_BINARY, 'size', Buffer.from('64k'), 4), {
		instanceOf: RangeError,
		message: 'Expected aux to be at most the 3 bytes of value, got 4',
	});
});

serialUnless(obstacle, 'fspick reconfigures a superblock', (t) => {
	const place = tmpfs(t);
	const fs = native.fspick(c.AT_FDCWD, place, c.FSPICK_CLOEXEC);
	native.fsconfig(fs, c.FSCONFIG_SET_FLAG, 'ro', null, 0);
	native.fsconfig(fs, c.FSCONFIG_CMD_RECONFIGURE, null, null, 0);
	native.close(fs);

	fails(t, 'EROFS', () => writeThrough(join(place, 'file')));
	fails(t, 'EINVAL', () => native.fspick(c.AT_FDCWD, join(place, '..'), 0));
});

serialUnless(obstacle, 'open_tree clones, mount_setattr changes and move_mount attaches', (t) => {
	const [from, to] = [tmpfs(t), directory(t)];
	writeThrough(join(from, 'file'));
	const tree = native.open_tree(c.AT_FDCWD, from, c.OPEN_TREE_CLONE | c.OPEN_TREE_CLOEXEC);
	const nothing = {set: 0, clear: 0, propagation: 0, userNamespace: 0};
	native.mount_setattr(tree, '', c.AT_EMPTY_PATH, {...nothing, set: c.MOUNT_ATTR_RDONLY});
	native.move_mount(tree, '', c.AT_FDCWD, to, c.MOVE_MOUNT_F_EMPTY_PATH);
	native.close(tree);

	fails(t, 'EROFS', () => writeThrough(join(to, 'file')));
	writeThrough(join(from, 'file'));
	native.mount_setattr(c.AT_FDCWD, to, 0, {...nothing, clear: BigInt(c.MOUNT_ATTR_RDONLY)});
	writeThrough(join(to, 'other'));
	native.mount_setattr(c.AT_FDCWD, to, 0, {...nothing, propagation: c.MS_SHARED});
	t.regex(mountinfo(to) ?? '', / shared:\d+ /);
	fails(t, 'EINVAL', () => native.mount_setattr(c.AT_FDCWD, to, 0, {...nothing, set: 1n << 40n}));
	const error = fails(t, 'EINVAL', () => native.move_mount(c.AT_FDCWD, '/proc/../tmp', c.AT_FDCWD, to, 0));
	t.deepEqual([error.path, error.dest], ['/proc/../tmp', to]);
	native.umount2(to, 0);
});

test.serial('a filesystem that the kernel does not have is ENODEV', (t) => {
	const expected = lacksCapability('CAP_SYS_ADMIN') === undefined ? 'ENODEV' : 'EPERM';

	t.is(fails(t, expected, () => native.fsopen('cfsbench-none', 0)).path, 'cfsbench-none');
});
