import {spawnSync} from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {checkImage} from '../../../src/image/check.ts';
import type {ManifestEntry} from '../../../src/image/manifest.ts';
import {diffManifests} from '../../../src/image/manifest-diff.ts';
import {readImage} from '../../../src/image/read.ts';
import {findInode} from '../../../src/image/tree.ts';
import {treeManifest} from '../../../src/image/tree-manifest.ts';
import type {Progress} from '../../../src/result/progress.ts';
import {createImage} from '../../../src/store/create-image.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';
import {ObjectStore} from '../../../src/store/object-store.ts';
import {scanTree} from '../../../src/store/scan.ts';
import {makeSampleTree, temporaryDirectory} from './sample-tree.ts';

function layOut(directory: string): {tree: string; image: string; objects: string; store: ObjectStore} {
	const tree = join(directory, 'tree');
	mkdirSync(tree);
	const objects = join(directory, 'objects');
	return {tree, image: join(directory, 'image.cfs'), objects, store: ObjectStore.open(objects)};
}

test('an image holds all that the tree holds, and the store the content', async (t) => {
	const {tree, image, objects, store} = layOut(temporaryDirectory(t));
	makeSampleTree(t, tree);
	const manifest: ManifestEntry[] = [];

	const created = await createImage({
		source: {kind: 'directory', path: tree},
		image,
		store,
		onEntry: (entry) => manifest.push(entry),
	});

	const bytes = readFileSync(image);
	const scanned: ManifestEntry[] = [];
	for await (const entry of scanTree(tree)) scanned.push(entry);
	const read = readImage(bytes);
	t.deepEqual(checkImage(bytes), []);
	t.deepEqual(diffManifests(scanned, manifest), {differences: [], total: 0});
	t.deepEqual(diffManifests(scanned, treeManifest(read)), {differences: [], total: 0});
	t.is(created.entries, scanned.length);
	t.is(created.imageBytes, bytes.length);
	t.is(created.digest, fsverityDigest(bytes).toString('hex'));
	t.is(
		created.contentBytes,
		BigInt('content'.length * 2 + 'long'.length + 'binary'.length + 3 * 1024 * 1024 + 1),
	);
	t.is(created.objectsAdded, 4);
	t.deepEqual(created.unreadableXattrs, []);

	const file = findInode(read, 'file');
	t.is(file, findInode(read, 'dir/hard'));
	if (file?.type !== 'reg' || file.backing === undefined) throw new Error('Expected a file with content');
	const object = readFileSync(join(objects, file.backing.toString()));
	t.is(object.toString(), 'content');
	t.deepEqual(file.digest, fsverityDigest(object));
	const empty = findInode(read, 'empty');
	t.true(empty?.type === 'reg' && empty.backing === undefined && empty.digest === undefined);
});

test('packing again adds no object and gives the same bytes', async (t) => {
	const {tree, image, store} = layOut(temporaryDirectory(t));
	makeSampleTree(t, tree);

	await createImage({source: {kind: 'directory', path: tree}, image, store});
	const first = readFileSync(image);
	const again = await createImage({source: {kind: 'directory', path: tree}, image, store});

	t.is(again.objectsAdded, 0);
	t.true(readFileSync(image).equals(first));
});

test('progress begins, ends and says what came of it', async (t) => {
	const {tree, image, store} = layOut(temporaryDirectory(t));
	writeFileSync(join(tree, 'file'), 'content');
	const events: Progress[] = [];

	await createImage({
		source: {kind: 'directory', path: tree},
		image,
		store,
		progress: (event) => events.push(event),
	});

	t.deepEqual(events[0], {type: 'step-started', step: 'pack'});
	const last = events.at(-1);
	t.like(last, {type: 'step-finished', step: 'pack', note: '2 entries, 1 new objects'});
});

/** What is beside the tree after a failure; objects that are complete may stay. */
function leftovers(directory: string): string[] {
	return [...readdirSync(directory), ...readdirSync(join(directory, 'objects'))]
		.filter((name) => !/^[0-9a-f]{2}$/.test(name))
		.sort();
}

test('aborting leaves neither image nor temporary file, and the old image as it was', async (t) => {
	const directory = temporaryDirectory(t);
	const {tree, image, store} = layOut(directory);
	makeSampleTree(t, tree);
	const pack = (signal: AbortSignal, onEntry: (entry: ManifestEntry) => void) =>
		createImage({source: {kind: 'directory', path: tree}, image, store, signal, onEntry});

	for (const path of ['/', '/dir/same', '/large']) {
		const controller = new AbortController();
		const stop = (entry: ManifestEntry) =>
			entry.path.toString() === path && controller.abort(new RangeError(`at ${path}`));
		await t.throwsAsync(() => pack(controller.signal, stop), {message: `at ${path}`});
		t.deepEqual(leftovers(directory), ['objects', 'tree']);
	}
	writeFileSync(image, 'old');
	await t.throwsAsync(() => pack(AbortSignal.abort(new RangeError('before')), () => {}), {message: 'before'});
	t.is(readFileSync(image, 'utf8'), 'old');
	t.deepEqual(leftovers(directory), ['image.cfs', 'objects', 'tree']);
});

test('a tree that changes while it is packed is an error that names the file', async (t) => {
	const directory = temporaryDirectory(t);
	const {tree, image, store} = layOut(directory);
	const pack = (change: () => void) => {
		for (const name of ['a', 'b']) writeFileSync(join(tree, name), name);
		const onEntry = ({path}: ManifestEntry) => path.toString() === '/a' && change();
		return createImage({source: {kind: 'directory', path: tree}, image, store, onEntry});
	};

	for (const change of [() => writeFileSync(join(tree, 'b'), 'longer'), () => unlinkSync(join(tree, 'b'))]) {
		await t.throwsAsync(() => pack(change), {
			instanceOf: InfraError,
			message: `The file '${tree}/b' changed while it was read`,
		});
		t.deepEqual(leftovers(directory), ['objects', 'tree']);
	}
	const swap = () => {
		unlinkSync(join(tree, 'b'));
		symlinkSync('/etc/passwd', join(tree, 'b'));
	};
	await t.throwsAsync(() => pack(swap), {
		instanceOf: InfraError,
		message: /^The file '.*\/b' can't be read: ELOOP/,
	});
});

test('neither store nor image may lie in the tree', async (t) => {
	const directory = temporaryDirectory(t);
	const {tree, image, store} = layOut(directory);
	symlinkSync(tree, join(directory, 'link'));
	const inside = ObjectStore.open(join(tree, 'objects'));

	await t.throwsAsync(() => createImage({source: {kind: 'directory', path: tree}, image, store: inside}), {
		instanceOf: UsageError,
		message: `Expected the object store '${tree}/objects' to lie outside the tree that is packed, got one in '${tree}'`,
	});
	await t.throwsAsync(
		() =>
			createImage({source: {kind: 'directory', path: tree}, image: join(directory, 'link/image.cfs'), store}),
		{
			instanceOf: UsageError,
			message: /^Expected the image '.*\/link\/image.cfs' to lie outside the tree/,
		},
	);
	rmSync(join(tree, 'objects'), {recursive: true});
	await t.notThrowsAsync(
		() => createImage({source: {kind: 'directory', path: tree}, image: join(directory, 'tree.cfs'), store}),
		'a name with the same start is outside',
	);
});

test('what cannot be an image file or a tree is named', async (t) => {
	const directory = temporaryDirectory(t);
	const {tree, image, store} = layOut(directory);
	const refused = ({tree, image}: {tree: string; image: string}, message: RegExp) =>
		t.throwsAsync(() => createImage({source: {kind: 'directory', path: tree}, image, store}), {
			instanceOf: UsageError,
			message,
		});

	await refused({tree, image: directory}, /^Expected a file to write as image, got '.*': it is a directory$/);
	await refused(
		{tree, image: join(directory, 'no/image')},
		/^Expected a file to write as image, got '.*no\/image': ENOENT/,
	);
	await refused(
		{tree: join(directory, 'none'), image},
		/^Expected a directory as tree, got '.*\/none': ENOENT/,
	);
	writeFileSync(join(directory, 'file'), '');
	await refused(
		{tree: join(directory, 'file'), image},
		/^Expected a directory as tree, got '.*\/file', which is none$/,
	);
});

const namespaces = spawnSync('unshare', ['-rm', 'true']).status === 0;
const mounting = namespaces ? test : test.skip;

mounting(
	`a full disk is named, with the remedy${namespaces ? '' : ' (notrun: no unprivileged mount namespaces)'}`,
	(t) => {
		const directory = temporaryDirectory(t);
		const {tree, image, objects} = layOut(directory);
		writeFileSync(join(tree, 'large'), Buffer.alloc(3 * 1024 * 1024, 'large'));
		const shell = fileURLToPath(new URL('pack-full.sh', import.meta.url));
		const script = fileURLToPath(new URL('print-pack.ts', import.meta.url));

		const {status, stdout, stderr} = spawnSync(
			'unshare',
			['-rm', 'sh', shell, objects, process.execPath, script, tree, image],
			{encoding: 'utf8'},
		);

		t.is(status, 0, stderr);
		t.regex(stdout, /^The object store '.*\/objects' can't take an object: ENOSPC: no space left on device/);
		t.regex(stdout, /^Free some space, or choose another store\.$/m);
		t.regex(stdout, /^left: $/m);
		t.deepEqual(leftovers(directory), ['objects', 'tree']);
	},
);

test('the image is the same whatever the number of threads, and without a store', async (t) => {
	const directory = temporaryDirectory(t);
	const {tree, image, store} = layOut(directory);
	for (let index = 0; index < 20; index++)
		writeFileSync(join(tree, `large-${index}`), Buffer.alloc(100_000 + index * 4000, index % 7));
	const source = {kind: 'directory', path: tree} as const;

	const one = await createImage({source, image, store, threads: 1});
	const bytes = readFileSync(image);
	const many = await createImage({source, image, store: join(directory, 'other'), threads: 8});
	const none = await createImage({source, threads: 8});

	t.true(readFileSync(image).equals(bytes));
	t.is(none.digest, one.digest);
	t.is(many.objectsAdded, one.objectsAdded);
	t.is(none.objectsAdded, 0);
});

test('a file that many threads may not read ends the work with its name', async (t) => {
	const directory = temporaryDirectory(t);
	const {tree, image, store} = layOut(directory);
	const large = join(tree, 'large-one');
	writeFileSync(large, Buffer.alloc(1_000_000, 1));
	const progress = () => writeFileSync(large, Buffer.alloc(2_000_000, 2));

	await t.throwsAsync(
		() =>
			createImage({
				source: {kind: 'directory', path: tree},
				image,
				store,
				threads: 4,
				progress: () => setImmediate(progress),
			}),
		{
			instanceOf: InfraError,
			message: /large-one' changed while it was read/,
		},
	);
	t.false(existsSync(image));
});
