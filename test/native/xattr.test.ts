import {symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c, splitXattrNames} from '../../src/native.ts';
import {directory, fails, lacksCapability, native, type Obstacle, open, testUnless} from './support.ts';

/** tmpfs has user.* only since Linux 6.6. */
function unsupported(): Obstacle {
	const path = process.env.TMPDIR ?? '/tmp';
	try {
		native.setxattr(path, 'user.cfsbench', Buffer.alloc(0), 0);
		native.removexattr(path, 'user.cfsbench');
		return undefined;
	} catch (error) {
		return `no user xattrs in ${path}: ${(error as Error).message}`;
	}
}
const obstacle = unsupported();

function file(t: ExecutionContext): string {
	const path = join(directory(t), 'file');
	writeFileSync(path, '');
	return path;
}

testUnless(obstacle, 'xattrs are set, read, listed and removed by path', (t) => {
	const path = file(t);
	const value = Buffer.from([0, 0xff, 1]);
	native.setxattr(path, 'user.one', value, 0);
	native.setxattr(path, Buffer.from('user.empty'), Buffer.alloc(0), c.XATTR_CREATE);

	t.deepEqual(native.getxattr(path, 'user.one', c.XATTR_SIZE_MAX), value);
	t.is(native.getxattr(path, 'user.empty', 1).length, 0);
	t.is(native.getxattr(path, 'user.one', 0), 3);
	t.is(native.listxattr(path, 0), 'user.one\0user.empty\0'.length);
	const names = splitXattrNames(native.listxattr(path, c.XATTR_LIST_MAX)).map(String).sort();
	t.deepEqual(names, ['user.empty', 'user.one']);
	native.removexattr(path, 'user.one');
	fails(t, 'ENODATA', () => native.getxattr(path, 'user.one', 1));
});

testUnless(obstacle, 'xattrs are set, read, listed and removed by descriptor', (t) => {
	const fd = open(t, file(t));
	native.fsetxattr(fd, 'user.one', Buffer.from('x'), 0);

	t.is(native.fgetxattr(fd, 'user.one', 9).toString(), 'x');
	t.is(native.fgetxattr(fd, 'user.one', 0), 1);
	t.is(native.flistxattr(fd, 99).toString(), 'user.one\0');
	t.is(native.flistxattr(fd, 0), 9);
	native.fremovexattr(fd, 'user.one');
	t.deepEqual(splitXattrNames(native.flistxattr(fd, 99)), []);
});

testUnless(obstacle, 'flags and short buffers fail as xattr calls say', (t) => {
	const path = file(t);
	native.setxattr(path, 'user.one', Buffer.from('long'), 0);

	fails(t, 'EEXIST', () => native.setxattr(path, 'user.one', Buffer.from('x'), c.XATTR_CREATE));
	fails(t, 'ENODATA', () => native.setxattr(path, 'user.two', Buffer.from('x'), c.XATTR_REPLACE));
	t.is(fails(t, 'ERANGE', () => native.getxattr(path, 'user.one', 3)).path, path);
	fails(t, 'ERANGE', () => native.listxattr(path, 3));
	fails(t, 'ENOTSUP', () => native.getxattr(path, 'nonsense', 3));
});

testUnless(
	obstacle ?? lacksCapability('CAP_SYS_ADMIN'),
	'the l forms work on the symlink, the plain ones on its target',
	(t) => {
		const path = file(t);
		const link = `${path}-link`;
		symlinkSync(path, link);
		native.lsetxattr(link, 'trusted.which', Buffer.from('link'), 0);
		native.setxattr(link, 'trusted.which', Buffer.from('target'), 0);

		t.is(native.lgetxattr(link, 'trusted.which', 99).toString(), 'link');
		t.is(native.getxattr(link, 'trusted.which', 99).toString(), 'target');
		t.is(native.lgetxattr(link, 'trusted.which', 0), 4);
		t.is(native.llistxattr(link, 99).toString(), 'trusted.which\0');
		t.is(native.llistxattr(link, 0), 14);
		native.lremovexattr(link, 'trusted.which');
		fails(t, 'ENODATA', () => native.lgetxattr(link, 'trusted.which', 99));
		t.is(native.getxattr(link, 'trusted.which', 99).toString(), 'target');
	},
);

test('splitXattrNames splits', (t) => {
	t.deepEqual(splitXattrNames(Buffer.alloc(0)), []);
	t.deepEqual(splitXattrNames(Buffer.from('user.a\0b\0')).map(String), ['user.a', 'b']);
});

test('a name with a NUL is refused', (t) => {
	t.throws(() => native.getxattr('/', 'user.\0x', 1), {
		instanceOf: TypeError,
		message: /^Expected name to be free of NUL/,
	});
});
