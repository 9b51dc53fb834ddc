import {deflateSync} from 'node:zlib';
import test from 'ava';
import {alikeSample, filesOfImage} from '../../../../src/compare/guest/alike.ts';
import {latin1} from '../../../../src/image/bytes.ts';
import {findInode} from '../../../../src/image/tree.ts';

const [one, two, three] = [alikeSample(0), alikeSample(1), alikeSample(19)];

test('each image shares nine of ten files with each other, and the tenth has the size that it has there', (t) => {
	for (const [a, b] of [
		[one, two],
		[one, three],
		[two, three],
	] as const) {
		const paths = [...a.contents.keys()];
		t.is(paths.length, filesOfImage);
		t.deepEqual([...b.contents.keys()], paths);
		const same = paths.filter((path) =>
			a.contents.get(path)?.equals(b.contents.get(path) ?? Buffer.alloc(0)),
		);
		t.is(same.length, 0.9 * filesOfImage);
		for (const path of paths) t.is(a.contents.get(path)?.length, b.contents.get(path)?.length, path);
	}
});

test('no two files of an image are one, and all images are the same each time', (t) => {
	t.is(new Set([...one.contents.values()].map(String)).size, filesOfImage);
	for (const [path, content] of alikeSample(0).contents)
		t.true(one.contents.get(path)?.equals(content), path);
});

test('the content compresses to a half, whatever its size', (t) => {
	const all = [...one.contents.values()];
	const [size, compressed] = [all, all.map((content) => deflateSync(content))].map((list) =>
		list.reduce((sum, {length}) => sum + length, 0),
	);
	t.true((compressed ?? 0) > 0.5 * (size ?? 0) && (compressed ?? 0) < 0.65 * (size ?? 0));
	t.true(Math.min(...all.map(({length}) => length)) >= 1024);
});

test('the tree names each content by its digest', (t) => {
	for (const [path, content] of one.contents) {
		const inode = findInode(one.tree, path);
		t.is(inode?.type, 'reg', path);
		if (inode?.type !== 'reg' || inode.backing === undefined || inode.digest === undefined) continue;
		t.is(Number(inode.size), content.length);
		t.is(latin1(inode.backing).replace('/', ''), Buffer.from(inode.digest).toString('hex'));
	}
});
