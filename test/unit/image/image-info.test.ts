import test from 'ava';
import {imageInfo} from '../../../src/image/image-info.ts';
import {imageObjects} from '../../../src/image/image-objects.ts';
import {directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

const shared = {size: 10, backing: 'ab/cd', digest: 'ab'.repeat(32)};
const linked = regularFile({size: 7, backing: 'plain'});
const image = writeImage(
	directory({
		a: regularFile(shared, {xattrs: {'user.x': 'v'}}),
		b: directory({c: regularFile(shared, {xattrs: {'user.x': 'v'}}), d: linked, e: linked, f: regularFile()}),
		l: symlink('to'),
		m: symlink('to'),
		p: specialFile('fifo', {mtime: 5n}),
		q: specialFile('sock', {mtime: -1n}),
	}),
);

test('sections add up, and what is shared is counted once and told', (t) => {
	const info = imageInfo(image);

	t.is(info.superblockBytes + info.inodeTableBytes + info.vdataBytes, image.length);
	t.deepEqual([info.inodes, info.entries, info.depth, info.hardLinked], [10, 11, 2, 1]);
	t.deepEqual(info.types, {fifo: 1, chr: 0, dir: 2, blk: 0, reg: 4, lnk: 2, sock: 1});
	t.deepEqual(info.vdata.targets, {chunks: 1, bytes: 2, references: 2, referencedBytes: 4});
	t.deepEqual(info.vdata.paths, {chunks: 2, bytes: 10, references: 3, referencedBytes: 15});
	t.deepEqual(info.vdata.digests, {chunks: 1, bytes: 32, references: 2, referencedBytes: 64});
	t.like(info.vdata.xattrs, {chunks: 1, references: 2});
	t.deepEqual(info.xattrKeys, {'user.x': 2});
	t.deepEqual(info.mtimes, [-1n, 5n]);
	t.deepEqual(info.content, {files: 3, bytes: 27n, objects: 2, objectBytes: 17n, withoutDigest: 1});
});

test('objects are listed once, sorted, with size and digest', (t) => {
	t.deepEqual(
		imageObjects(image).map(({backing, size, digest}) => [backing.toString(), size, digest?.toString('hex')]),
		[
			['ab/cd', 10n, 'ab'.repeat(32)],
			['plain', 7n, undefined],
		],
	);
});
