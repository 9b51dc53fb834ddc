import test from 'ava';
import {generateTree} from '../../../src/bench/generate-tree.ts';
import {loadShape} from '../../../src/bench/load-shape.ts';
import {scaleTree} from '../../../src/bench/scale-tree.ts';
import {imageInfo} from '../../../src/image/image-info.ts';
import {imageObjects} from '../../../src/image/image-objects.ts';
import type {Inode} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

const small = loadShape('small');

/** The sizes that files of each backing path have. */
function sizes(inode: Inode, found = new Map<string, Set<bigint>>()): Map<string, Set<bigint>> {
	if (inode.type === 'dir') for (const entry of inode.entries) sizes(entry.inode, found);
	if (inode.type === 'reg' && inode.backing !== undefined) {
		const key = inode.backing.toString();
		found.set(key, (found.get(key) ?? new Set()).add(inode.size));
	}
	return found;
}

test('one is the tree itself', (t) => {
	t.true(writeImage(scaleTree(small, 4, 1)).equals(writeImage(generateTree(small, 4))));
});

test('several have the counts of the shape as often, each content its own size, the same each time', (t) => {
	const tree = scaleTree(small, 4, 3);
	const image = writeImage(tree);

	const {types, entries, content, depth} = imageInfo(image);
	t.deepEqual([types.reg, types.lnk, types.dir], [3 * 240, 3 * 20, 3 * 41 + 1]);
	t.deepEqual([entries, depth], [3 * 301 + 1, 7]);
	t.is(content.bytes, 3n * BigInt(small.total_size));
	t.is(content.objects, 3 * small.distinct_backing_files);
	t.true([...sizes(tree).values()].every((different) => different.size === 1));
	for (const {backing, digest} of imageObjects(image))
		t.is(digest?.toString('hex'), backing.toString().replace('/', ''));
	t.true(writeImage(scaleTree(small, 4, 3)).equals(image));
});
