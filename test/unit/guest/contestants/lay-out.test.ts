import {lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {copyContent, layOutWhole} from '../../../../src/guest/contestants/lay-out.ts';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../../src/image/tree.ts';

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('a tree is laid out with types, links, owners, modes, times and content', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'lay-out-whole-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const [store, root] = ['store', 'root'].map((name) => mkdtempSync(join(place, name))) as [string, string];
	writeFileSync(join(store, 'object'), 'content');

	const mtime = -1_500_000_001n;
	const file = regularFile({size: 7, backing: 'object'}, {permissions: 0o4751, uid: 5, gid: 6, mtime});
	const tree = directory(
		{
			dir: directory({second: file}, {permissions: 0o1777}),
			first: file,
			absent: regularFile({size: 5000, backing: 'absent'}),
			link: symlink('first', {uid: 9}),
			null: deviceFile('chr', {major: 1, minor: 3}),
			fifo: specialFile('fifo'),
		},
		{permissions: 0o711},
	);
	layOutWhole(tree, root, (inode, path, describe) => {
		copyContent(inode, [join(place, 'nowhere'), store], path);
		describe();
	});

	const stat = (path: string) => lstatSync(join(root, path), {bigint: true});
	t.deepEqual(
		[stat('first').mode, stat('first').uid, stat('first').gid, stat('first').mtimeNs],
		[0o104751n, 5n, 6n, mtime],
	);
	t.is(readFileSync(join(root, 'first'), 'utf8'), 'content');
	t.is(stat('first').ino, stat('dir/second').ino);
	t.deepEqual([stat('absent').size, stat('absent').blocks], [5000n, 0n]);
	t.is(stat('dir').mode & 0o7777n, 0o1777n);
	t.deepEqual([readlinkSync(join(root, 'link')), stat('link').uid], ['first', 9n]);
	t.is(stat('null').rdev, 0x103n);
	t.true(stat('fifo').isFIFO());
	t.is(stat('').mode & 0o7777n, 0o711n);
});
