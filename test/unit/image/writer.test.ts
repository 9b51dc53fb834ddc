import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {ImageReader} from '../../../src/image/reader.ts';
import {
	type Directory,
	deviceFile,
	directory,
	type Inode,
	regularFile,
	symlink,
} from '../../../src/image/tree.ts';
import {walkImage} from '../../../src/image/walk.ts';
import {writeImage} from '../../../src/image/writer.ts';

test('an empty tree is one inode and four zero bytes', (t) => {
	const image = writeImage(directory());

	t.is(image.length, 228);
	t.deepEqual(image.subarray(224), Buffer.alloc(4));
});

test('paths, digests, xattr blocks and targets are written once', (t) => {
	const file = () =>
		regularFile({size: 9, backing: 'ab/shared', digest: 'c3'.repeat(32)}, {xattrs: {'user.shared': 'value'}});
	const link = () => symlink('the/same/target');

	const image = writeImage(
		directory({a: file(), b: file(), d: directory({c: file(), l: link()}), l: link()}),
	);

	for (const once of ['ab/shared', '\xc3'.repeat(32), 'user.shared', 'the/same/target']) {
		const bytes = Buffer.from(once, 'latin1');
		t.is(image.indexOf(bytes), image.lastIndexOf(bytes));
		t.true(image.includes(bytes));
	}
});

test('link counts are 2 + subdirectories, and the number of names', (t) => {
	const file = regularFile();
	const reader = new ImageReader(
		writeImage(
			directory({a: file, d: directory({b: file, e: directory(), f: directory()}), s: symlink('a')}),
		),
	);

	t.is(reader.root.nlink, 3);
	t.is(reader.lookup('/d')?.nlink, 4);
	t.is(reader.lookup('/d/e')?.nlink, 2);
	t.is(reader.lookup('/a')?.nlink, 2);
	t.is(reader.lookup('/s')?.nlink, 1);
});

/** Directories of 20 files and up to 20 directories, three levels deep. */
function wideTree(): Directory {
	const level = (depth: number): Directory =>
		directory(
			Array.from({length: 40}, (_, index): [string, Inode] => [
				`n${index.toString().padStart(2, '0')}`,
				index % 2 === 0 && depth > 0
					? level(depth - 1)
					: regularFile({size: 1, backing: `${depth}/${index}`}, {xattrs: {'user.x': `${depth} ${index}`}}),
			]),
		);
	return level(2);
}

test('a walk after the top of the tree reads the inode table and the first part of vdata forward', (t) => {
	const reader = new ImageReader(writeImage(wideTree()));
	let number = -1;
	let end = -1;
	let topEnd = -1;
	for (const {inode} of walkImage(reader)) {
		if (inode.type !== 'dir') continue;
		const children = reader.dirents(inode).map((dirent) => dirent.inode);
		t.deepEqual(
			children.map((child) => child.number),
			children.map((_, index) => (children[0]?.number ?? 0) + index),
			'the inodes of a directory are neighbours',
		);
		const first = children[0]?.number ?? 0;
		const offset = inode.variableData?.offset ?? 0;
		// The top is 64 KiB of inodes: it comes first, breadth first, and one window of readahead brings all of it.
		if (first < 682) {
			topEnd = Math.max(topEnd, first);
			continue;
		}
		t.true(first > number && offset > end, 'depth first');
		number = first;
		end = offset;
	}
	t.true(number > 682 && topEnd > 40, 'the tree is large enough to have both parts');
});

test('what a walk reads comes before what opening files reads', (t) => {
	const reader = new ImageReader(writeImage(wideTree()));
	let walkEnd = 0;
	let openStart = reader.bytes.length;
	for (const {inode} of walkImage(reader)) {
		const {type, variableData, xattrs} = inode;
		if (type === 'dir' && variableData) walkEnd = Math.max(walkEnd, variableData.offset);
		if (xattrs) walkEnd = Math.max(walkEnd, xattrs.offset);
		if (type === 'reg' && variableData) openStart = Math.min(openStart, variableData.offset);
	}
	t.true(walkEnd < openStart);
});

const shared = directory();

for (const [title, tree, message] of [
	['an empty name', directory({'': regularFile()}), /'\/': a name is 1 to 255 bytes, got ''/],
	[
		'a name of 256 bytes',
		directory({d: directory({['n'.repeat(256)]: regularFile()})}),
		/'\/d': a name is 1 to 255 bytes/,
	],
	['a slash in a name', directory({'a/b': regularFile()}), /a name holds no slash, got 'a\/b'/],
	['a NUL in a name', directory({'a\0': regularFile()}), /a name holds no NUL, got 'a\\x00'/],
	['the name ..', directory({'..': regularFile()}), /a name is neither "\." nor "\.\.", got '\.\.'/],
	[
		'a name twice',
		directory([
			['a', regularFile()],
			['a', regularFile()],
		]),
		/holds each name once, got 'a' twice/,
	],
	[
		'a directory with two parents',
		directory({a: shared, b: shared}),
		/'\/b': a directory has exactly one parent/,
	],
	[
		'a target of 4096 bytes',
		directory({l: symlink('t'.repeat(4096))}),
		/'\/l': .* target of 1 to 4095 bytes, got 4096 bytes/,
	],
	['no target', directory({l: symlink('')}), /'\/l': .* 1 to 4095 bytes, got 0 bytes/],
	[
		'content without a path',
		directory({f: regularFile({size: 1})}),
		/'\/f': .* exactly when its size is not 0, got size 1 without one/,
	],
	['a path without content', directory({f: regularFile({size: 0, backing: 'x'})}), /got size 0 with one/],
	[
		'a path that leads out',
		directory({f: regularFile({size: 1, backing: 'a/../../b'})}),
		/no ".." component/,
	],
	[
		'a short digest',
		directory({f: regularFile({size: 1, backing: 'x', digest: 'ab'})}),
		/a digest is 32 bytes, got 1/,
	],
	['a negative size', directory({f: regularFile({size: -1, backing: 'x'})}), /at most 2\^63 - 1, got -1/],
	[
		'a major number of 4096',
		directory({c: deviceFile('chr', {major: 4096, minor: 0})}),
		/at most 4095:1048575, got 4096:0/,
	],
	[
		'the uid that means none',
		directory({}, {uid: 0xffffffff}),
		/'\/': a uid or gid is at most 4294967294, got 4294967295/,
	],
	['a type among the permissions', directory({}, {permissions: 0o100644}), /twelve bits, got 0100644/],
	[
		'a time out of range',
		directory({}, {mtime: 2n ** 63n * 1_000_000_000n}),
		/64 bits, got 9223372036854775808/,
	],
	[
		'a value of 65536 bytes',
		directory({}, {xattrs: {'user.v': Buffer.alloc(65536)}}),
		/at most 65535 bytes, got 65536 in 'user.v'/,
	],
	[
		'a key of 256 bytes',
		directory({}, {xattrs: {[`user.${'k'.repeat(251)}`]: ''}}),
		/an xattr key is 1 to 255 bytes/,
	],
	['a broken ACL', directory({}, {xattrs: {'system.posix_acl_access': 'no'}}), /a POSIX ACL is well-formed/],
] as const) {
	test(`${title} is refused with path, rule and value`, (t) => {
		const error = t.throws(() => writeImage(tree), {instanceOf: UsageError});
		t.regex(error?.message ?? '', /^The tree does not fit an image: /);
		t.regex(error?.message ?? '', message);
	});
}
