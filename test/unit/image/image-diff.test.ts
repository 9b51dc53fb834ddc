import test from 'ava';
import {describeChange, diffImages} from '../../../src/image/image-diff.ts';
import {deviceFile, directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

const digest = (byte: string) => byte.repeat(32);
const content = (byte: string, size = 5) => ({size, backing: `x/${byte}`, digest: digest(byte)});
const changes = (from: Parameters<typeof writeImage>[0], to: Parameters<typeof writeImage>[0]) =>
	diffImages(writeImage(from), writeImage(to)).map(describeChange);

test('how a tree is stored makes no difference', (t) => {
	const file = () => regularFile(content('aa'));
	t.deepEqual(
		changes(
			directory({a: directory({}, {size: 4096n}), b: file(), z: symlink('b')}),
			directory({z: symlink('b'), b: file(), a: directory()}),
		),
		[],
	);
});

test('what came, went and changed is said in the order of a walk, each field from what to what', (t) => {
	const before = directory({
		dir: directory({gone: regularFile()}),
		'dir-b': regularFile(),
		f: regularFile(content('aa'), {permissions: 0o755, xattrs: {'user.a': '1', 'user.b': '1'}}),
		n: deviceFile('chr', {major: 1, minor: 3}),
		l: symlink('old'),
		t: regularFile(),
	});
	const after = directory({
		dir: directory({came: regularFile()}),
		'dir-b': regularFile({size: 0}, {uid: 7}),
		f: regularFile(content('bb', 6), {permissions: 0o700, xattrs: {'user.a': '2', 'user.c': '1'}}),
		n: deviceFile('chr', {major: 1, minor: 5}),
		l: symlink('new'),
		t: directory(),
	});

	t.deepEqual(changes(before, after), [
		'+ reg /dir/came',
		'- reg /dir/gone',
		'~ reg /dir-b: uid 0 -> 7',
		`~ reg /f: mode 0755 -> 0700, size 5 -> 6, digest ${digest('aa').slice(0, 12)}... -> ${digest('bb').slice(0, 12)}..., backing file x/aa -> x/bb, xattr user.a MQ== -> Mg==, xattr user.b MQ== -> none, xattr user.c none -> MQ==`,
		'~ lnk /l: target old -> new',
		'~ chr /n: device 1:3 -> 1:5',
		'~ dir /t: type reg -> dir, mode 0644 -> 0755, size 0 -> none',
	]);
});

test('names of one inode, and of two alike, differ', (t) => {
	const file = regularFile(content('aa'));
	t.deepEqual(changes(directory({a: file, b: file}), directory({a: file, b: regularFile(content('aa'))})), [
		'~ reg /b: hard link of /a -> none',
	]);
});
