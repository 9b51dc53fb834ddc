import test from 'ava';
import {drawPaths, hasWhiteout, lackOf} from '../../../src/bench/tree-paths.ts';
import {deviceFile, directory, regularFile, symlink} from '../../../src/image/tree.ts';

test('a tree that has nothing for a list gives an empty one, and each can be told', (t) => {
	const paths = drawPaths(directory());
	for (const [name, list] of Object.entries(paths)) {
		t.deepEqual(list, [], name);
		t.regex(lackOf[name as keyof typeof paths], /^no /);
	}
});

test('a link must lead to a file that is there, and beside it', (t) => {
	const file = regularFile({size: 1, backing: 'x'});
	const link = (target: string) => drawPaths(directory({d: directory({file, l: symlink(target)})})).link;
	t.deepEqual(link('file'), ['d/l']);
	for (const target of ['gone', '.', '..', 'd/file', '/file']) t.deepEqual(link(target), [], target);
});

test('an absent name is absent, whatever the directory has', (t) => {
	const taken = directory(
		Object.fromEntries(Array.from({length: 5000}, (_, n) => [`Absent-${n}`, regularFile({size: 0})])),
	);
	const {absent} = drawPaths(directory({d: taken}));
	t.is(absent.length, 5000);
	t.true(absent.every((path) => path.endsWith('_')));
});

test('names that are no UTF-8 keep their bytes, one character each', (t) => {
	const root = directory();
	root.entries.push({name: Buffer.from([0xff, 0xc3]), inode: regularFile({size: 5000, backing: 'x'})});
	t.deepEqual(drawPaths(root).opened, ['\u00ff\u00c3']);
});

test('what overlayfs takes for a deleted name is found wherever it is, other devices are not taken for it', (t) => {
	const whiteout = deviceFile('chr', {major: 0, minor: 0});
	const others = {a: deviceFile('chr', {major: 1, minor: 3}), b: deviceFile('blk', {major: 0, minor: 0})};
	t.true(hasWhiteout(directory({d: directory({...others, whiteout})})));
	t.false(hasWhiteout(directory({d: directory(others)})));
});
