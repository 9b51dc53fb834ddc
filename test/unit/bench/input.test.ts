import {linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {mostEntries, readInput} from '../../../src/bench/input.ts';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {type Directory, deviceFile, directory, findInode, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';

const options = {progress: () => {}, signal: new AbortController().signal};
const place = mkdtempSync(join(tmpdir(), 'bench-input-'));
test.after.always(() => rmSync(place, {recursive: true}));

function fileOf(tree: Directory, path: string) {
	const inode = findInode(tree, path);
	if (inode?.type !== 'reg') throw new Error(`${path} is no file`);
	return inode;
}

function imageAt(name: string, bytes: Uint8Array): string {
	const path = join(place, name);
	writeFileSync(path, bytes);
	return path;
}

test('a directory gives its own names, sizes, links and contents, and the digest of its image is part of its name', async (t) => {
	const path = join(place, 'tree');
	mkdirSync(join(path, 'd'), {recursive: true});
	writeFileSync(join(path, 'd/a'), 'content');
	linkSync(join(path, 'd/a'), join(path, 'b'));
	const input = await readInput({kind: 'tree', path}, options);
	const tree = input.makeTree();
	const file = fileOf(tree, 'd/a');
	t.is(file, fileOf(tree, 'b'));
	t.is(file.size, 7n);
	t.deepEqual(file.digest, fsverityDigest(Buffer.from('content')));
	t.is(input.contentOf('d/a', file).toString(), 'content');
	const digest = fsverityDigest(input.image ?? Buffer.alloc(0)).toString('hex');
	t.is(input.name, `tree ${path}, image digest ${digest}`);
	t.deepEqual(Object.keys(input.unfit), ['exec']);
	t.deepEqual(input.cannot, {});

	writeFileSync(join(path, 'd/a'), 'changed');
	t.throws(() => input.contentOf('d/a', file), {instanceOf: InfraError, message: /d\/a' changed/});
});

test('an image is taken as it is, its contents are made up, and so verification can not be had of it', async (t) => {
	const tree = directory({f: regularFile({size: 5, backing: 'o/1', digest: 'ab'.repeat(32)})});
	const image = writeImage(tree);
	const input = await readInput({kind: 'image', path: imageAt('good.cfs', image)}, options);
	t.deepEqual(input.image, image);
	t.is(input.contentOf('f', fileOf(input.makeTree(), 'f')).length, 5);
	t.deepEqual(Object.keys(input.unfit).sort(), ['exec', 'verity']);
	t.true(input.name.endsWith(`good.cfs, image digest ${fsverityDigest(image).toString('hex')}`));
});

test('a tree with what overlayfs takes for a deleted name is nothing for overlayfs', async (t) => {
	const image = writeImage(directory({d: directory({gone: deviceFile('chr', {major: 0, minor: 0})})}));
	const input = await readInput({kind: 'image', path: imageAt('whiteout.cfs', image)}, options);
	t.deepEqual(Object.keys(input.cannot), ['erofs-overlay']);
});

test('what is not there, no directory or no image is a usage error that names it', async (t) => {
	const refused = async (kind: 'tree' | 'image', path: string, message: RegExp) => {
		const error = await t.throwsAsync(readInput({kind, path}, options), {instanceOf: UsageError});
		t.regex(error?.message ?? '', message);
	};
	await refused('tree', join(place, 'gone'), /^--tree .*gone: no such directory$/);
	await refused('tree', imageAt('file', Buffer.from('x')), /^--tree .*file: not a directory$/);
	await refused('image', join(place, 'gone'), /^--image .*gone: expected an image: ENOENT/);
	await refused('image', place, /^--image .*: expected an image: EISDIR/);
	await refused(
		'image',
		imageAt('text', Buffer.alloc(4096, 'text')),
		/^--image .*text: broken image: .*magic/,
	);
	const image = writeImage(directory({f: regularFile({size: 5, backing: 'o/1'})}));
	await refused('image', imageAt('cut', image.subarray(0, 300)), /^--image .*cut: broken image: /);
});

test('a tree that no guest holds, or no path leads through, is refused', async (t) => {
	let deep = directory();
	for (let n = 0; n < 17; n++) deep = directory({['n'.repeat(250)]: deep});
	const path = imageAt('deep.cfs', writeImage(deep));
	await t.throwsAsync(readInput({kind: 'image', path}, options), {message: /paths of at most 4095 bytes/});

	const empty = regularFile({size: 0});
	const wide = directory(Object.fromEntries(Array.from({length: mostEntries}, (_, n) => [`${n}`, empty])));
	const large = imageAt('wide.cfs', writeImage(wide));
	await t.throwsAsync(readInput({kind: 'image', path: large}, options), {
		message: /at most 200000 entries, it has 200001/,
	});
});

test('a shape is made anew each time', async (t) => {
	const input = await readInput({kind: 'shape', shape: 'small'}, options);
	t.is(input.name, 'small');
	t.not(input.makeTree(), input.makeTree());
	t.is(input.image, undefined);
});
