import test from 'ava';
import {checkImage} from '../../../src/image/check.ts';
import {diffManifests} from '../../../src/image/manifest-diff.ts';
import {readImage} from '../../../src/image/read.ts';
import {directory, findInode, regularFile} from '../../../src/image/tree.ts';
import {treeManifest} from '../../../src/image/tree-manifest.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {randomTree} from './random-tree.ts';

for (const [seed, size] of [
	[1, 0],
	[2, 1],
	[3, 30],
	[4, 300],
	[5, 3000],
] as const) {
	test(`a random tree of ${size} entries comes back as it was written, and the image has no finding`, (t) => {
		const tree = randomTree(seed, size);

		const image = writeImage(tree);

		t.deepEqual(checkImage(image), []);
		const read = readImage(image);
		t.deepEqual(diffManifests(treeManifest(tree), treeManifest(read)), {differences: [], total: 0});
		t.deepEqual(read, tree);
	});
}

test('the bytes depend on the tree alone, not on the order of its entries', (t) => {
	const tree = randomTree(6, 500);
	const shuffled = randomTree(6, 500);
	shuffled.entries.reverse();

	t.true(writeImage(shuffled).equals(writeImage(tree)));
	t.true(writeImage(readImage(writeImage(tree))).equals(writeImage(tree)));
});

test('names of one inode share one object after reading', (t) => {
	const file = regularFile({size: 5, backing: 'ab/cd'});
	const read = readImage(
		writeImage(
			directory({a: file, d: directory({b: file}), other: regularFile({size: 5, backing: 'ab/cd'})}),
		),
	);

	t.is(findInode(read, 'a'), findInode(read, 'd/b'));
	t.not(findInode(read, 'a'), findInode(read, 'other'));
});

test('a tree that is as deep as it is large is read and written without recursion', (t) => {
	let tree = directory({});
	for (let depth = 0; depth < 20_000; depth++) tree = directory({d: tree});

	const image = writeImage(tree);

	t.deepEqual(checkImage(image), []);
	t.true(writeImage(readImage(image)).equals(image));
});
