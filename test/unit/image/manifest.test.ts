import test from 'ava';
import {decodeManifest, encodeManifest, type ManifestEntry} from '../../../src/image/manifest.ts';
import {diffManifests} from '../../../src/image/manifest-diff.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {treeManifest} from '../../../src/image/tree-manifest.ts';
import {randomTree} from './random-tree.ts';

const file: ManifestEntry = {
	path: Buffer.from('/bin/sh'),
	type: 'reg',
	permissions: 0o755,
	uid: 0,
	gid: 0,
	mtime: 1_674_231_345_123_456_789n,
	ctime: -1n,
	size: 2n ** 62n,
	sha256: 'ab'.repeat(32),
	xattrs: [{key: Buffer.from('user.a'), value: Buffer.from('1')}],
};

test('a manifest survives its JSON lines, whatever bytes are in it', (t) => {
	const entries = [file, ...treeManifest(randomTree(9, 500))];

	t.deepEqual([...decodeManifest(encodeManifest(entries))], entries);
});

test('entries come depth first, names in byte order, later names of an inode with their first one', (t) => {
	const hard = regularFile();
	const tree = directory({b: directory({z: hard}), 'b-': regularFile(), a: hard});

	t.deepEqual(
		[...treeManifest(tree)].map(({path, link}) => `${path}${link === undefined ? '' : ` = ${link}`}`),
		['/', '/a', '/b', '/b/z = /a', '/b-'],
	);
});

test('a broken line is named', (t) => {
	const line = encodeManifest([file]);

	t.throws(() => [...decodeManifest(`${line}{`)], {instanceOf: SyntaxError, message: /^manifest, line 2: /});
	t.throws(() => [...decodeManifest(line.replace('"reg"', '"door"'))], {
		message: /line 1: Expected a valid type, got "door"/,
	});
	t.throws(() => [...decodeManifest(line.replace('"uid":0', '"uid":-1'))], {
		message: /Expected a valid uid, got -1/,
	});
	t.throws(() => [...decodeManifest(line.replace('/bin/sh', 'caf\u00e9'))], {
		message: /Expected printable ASCII/,
	});
});

test('equal manifests have no differences, in whatever order', (t) => {
	const entries = [...treeManifest(randomTree(10, 300))];

	t.deepEqual(diffManifests(entries, [...entries].reverse()), {differences: [], total: 0});
});

const changes: readonly (readonly [string, Partial<ManifestEntry>, string])[] = [
	['mode', {permissions: 0o644}, "'/bin/sh': mode: expected 0755, got 0644"],
	['uid', {uid: 7}, "'/bin/sh': uid: expected 0, got 7"],
	['gid', {gid: 7}, "'/bin/sh': gid: expected 0, got 7"],
	[
		'mtime by a nanosecond',
		{mtime: file.mtime + 1n},
		"'/bin/sh': mtime: expected 1674231345 s + 123456789 ns, got 1674231345 s + 123456790 ns",
	],
	['ctime before 1970', {ctime: 0n}, "'/bin/sh': ctime: expected -1 s + 999999999 ns, got 0 s + 0 ns"],
	['size', {size: 0n}, "'/bin/sh': size: expected 4611686018427387904, got 0"],
	[
		'content',
		{sha256: 'cd'.repeat(32)},
		`'/bin/sh': sha256: expected ${'ab'.repeat(32)}, got ${'cd'.repeat(32)}`,
	],
	['a hard link', {link: Buffer.from('/a\n')}, "'/bin/sh': hard link of: expected none, got '/a\\x0a'"],
	[
		'an xattr',
		{xattrs: [{key: Buffer.from('user.a'), value: Buffer.from('\xff', 'latin1')}]},
		"'/bin/sh': xattr user.a: expected '1', got '\\xff'",
	],
	['an xattr that is missing', {xattrs: []}, "'/bin/sh': xattr user.a: missing, expected '1'"],
	['the type', {type: 'fifo', permissions: 0}, "'/bin/sh': type: expected reg, got fifo"],
	['a device number', {device: {major: 1, minor: 3}}, "'/bin/sh': device number: expected none, got 1:3"],
	['the target', {target: Buffer.from('t')}, "'/bin/sh': target: expected none, got 't'"],
];

for (const [title, change, difference] of changes) {
	test(`a difference in ${title} is described`, (t) => {
		t.deepEqual(diffManifests([file], [{...file, ...change}]), {differences: [difference], total: 1});
	});
}

test('entries that are missing, too many or doubled are described', (t) => {
	const other: ManifestEntry = {...file, path: Buffer.from('/x'), type: 'fifo', xattrs: []};

	t.deepEqual(diffManifests([file], [other, other]).differences, [
		"'/x': listed twice",
		"'/bin/sh': missing, expected a reg",
		"'/x': not expected, got a fifo",
	]);
});

test('an xattr that is too many is described', (t) => {
	const more = {
		...file,
		xattrs: [...file.xattrs, {key: Buffer.from('user.b'), value: Buffer.alloc(100, 'v')}],
	};

	t.deepEqual(diffManifests([file], [more]).differences, [
		`'/bin/sh': xattr user.b: not expected, got '${'v'.repeat(48)}'... (100 bytes)`,
	]);
});

test('beyond the limit differences are only counted, and fields can be ignored', (t) => {
	const expected = [...treeManifest(randomTree(11, 50))];
	const actual = expected.map((entry) => ({...entry, uid: 3, ctime: 5n}));

	const all = diffManifests(expected, actual, {limit: 1000});
	t.is(all.differences.length, all.total);
	t.is(diffManifests(expected, actual, {limit: 5}).differences.length, 5);
	t.is(diffManifests(expected, actual, {limit: 5}).total, all.total);
	t.is(diffManifests(expected, actual, {ignore: ['uid', 'ctime']}).total, 0);
	t.is(diffManifests([file], [{...file, xattrs: []}], {ignore: ['xattrs']}).total, 0);
});

test('content that one side has not read is not compared', (t) => {
	const {sha256: _, ...unread} = file;

	t.is(diffManifests([file], [unread]).total, 0);
});
