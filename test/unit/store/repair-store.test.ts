import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import test from 'ava';
import {createImage} from '../../../src/store/create-image.ts';
import {ObjectStore} from '../../../src/store/object-store.ts';
import {type Repair, repairStore} from '../../../src/store/repair-store.ts';
import {verifyStore} from '../../../src/store/verify-store.ts';
import {temporaryDirectory} from './sample-tree.ts';

async function damagedStore(directory: string) {
	const store = ObjectStore.open(join(directory, 'objects'));
	const [changed, writable, good] = [
		await store.add(Buffer.from('changed')),
		await store.add(Buffer.from('writable')),
		await store.add(Buffer.from('good')),
	];
	writeFileSync(join(store.directory, changed.path), 'Changed');
	chmodSync(join(store.directory, changed.path), 0o666);
	chmodSync(join(store.directory, writable.path), 0o666);
	writeFileSync(join(store.directory, '.tmp-1'), '');
	writeFileSync(join(store.directory, 'README'), '');
	mkdirSync(join(store.directory, 'ff'), {recursive: true});
	symlinkSync('/etc/passwd', join(store.directory, 'ff', 'f'.repeat(62)));
	return {store, changed, writable, good};
}

test('every fault of a store is found, with what was expected', async (t) => {
	const {store, changed, writable} = await damagedStore(temporaryDirectory(t));

	const {objects, bytes, findings} = await verifyStore(store.directory, {threads: 2});

	t.deepEqual([objects, bytes], [3, 19n]);
	t.deepEqual(
		findings.map(({path, fault}) => `${path}: ${fault}`).sort(),
		[
			'.tmp-1: temporary',
			'README: foreign',
			`${changed.path}: digest`,
			`${changed.path}: mode`,
			`ff/${'f'.repeat(62)}: foreign`,
			`${writable.path}: mode`,
		].sort(),
	);
	t.regex(
		findings.find(({fault}) => fault === 'digest')?.detail ?? '',
		/^expected its name, got [0-9a-f]{64}$/,
	);
	t.is(findings.find(({fault}) => fault === 'mode')?.detail, 'expected at most 0755, got 0666');
});

test('what can be mended is, and a damaged object is missing rather than wrong', async (t) => {
	const {store, changed} = await damagedStore(temporaryDirectory(t));

	const repairs = await repairStore(store.directory, {threads: 1});

	t.deepEqual(repairs.map(({fault, repair}) => `${fault}: ${repair}`).sort(), [
		'digest: moved aside',
		'foreign: undefined',
		'foreign: undefined',
		'mode: mode set',
		'mode: mode set',
		'temporary: removed',
	]);
	t.false(existsSync(join(store.directory, changed.path)));
	t.is(readFileSync(join(store.directory, 'damaged', changed.path), 'utf8'), 'Changed');
	const left = (await verifyStore(store.directory, {threads: 1})).findings;
	t.deepEqual([...new Set(left.map(({fault}) => fault))], ['foreign']);
	t.true((await store.add(Buffer.from('changed'))).added);
});

test('another store replaces a damaged object, unless its own is damaged, too', async (t) => {
	const directory = temporaryDirectory(t);
	const {store, changed} = await damagedStore(directory);
	const [bad, good] = [ObjectStore.open(join(directory, 'bad')), ObjectStore.open(join(directory, 'good'))];
	await bad.add(Buffer.from('changed'));
	writeFileSync(join(bad.directory, changed.path), 'changeD');
	await good.add(Buffer.from('changed'));

	const repairs = await repairStore(store.directory, {threads: 1, from: [bad.directory, good.directory]});

	t.is(repairs.find(({fault}) => fault === 'digest')?.repair, 'replaced');
	t.is(readFileSync(join(store.directory, changed.path), 'utf8'), 'changed');
});

test('a tree of files with any names gives back what was damaged, cut, or moved aside before', async (t) => {
	const directory = temporaryDirectory(t);
	const {store, changed} = await damagedStore(directory);
	const cut = await store.add(Buffer.from('soon cut'));
	truncateSync(join(store.directory, cut.path), 2);
	const tree = join(directory, 'tree/below');
	mkdirSync(tree, {recursive: true});
	writeFileSync(join(tree, 'a'), 'changed');

	const first = await repairStore(store.directory, {threads: 2, from: [join(directory, 'tree')]});
	const faults = (repairs: readonly Repair[]) =>
		repairs.map(({path, fault, repair}) => `${path} ${fault} ${repair}`);
	t.true(faults(first).includes(`${changed.path} digest replaced`));
	t.true(faults(first).includes(`${cut.path} digest moved aside`));
	t.is(readFileSync(join(store.directory, changed.path), 'utf8'), 'changed');

	const second = await repairStore(store.directory, {threads: 2});
	t.true(faults(second).includes(`${cut.path} missing undefined`));
	writeFileSync(join(tree, 'b'), 'soon cut');
	const third = await repairStore(store.directory, {threads: 2, from: [tree]});
	t.true(faults(third).includes(`${cut.path} missing replaced`));
	t.is(readFileSync(join(store.directory, cut.path), 'utf8'), 'soon cut');
});

test('what images name and the store lacks is looked for, and nothing is touched where an image is broken', async (t) => {
	const directory = temporaryDirectory(t);
	const tree = join(directory, 'tree');
	mkdirSync(tree);
	writeFileSync(join(tree, 'file'), 'content');
	const image = join(directory, 'image.cfs');
	await createImage({source: {kind: 'directory', path: tree}, image});
	const store = ObjectStore.open(join(directory, 'objects'));
	writeFileSync(join(store.directory, '.tmp-1'), '');
	const broken = join(directory, 'broken.cfs');
	writeFileSync(broken, 'no image');

	await t.throwsAsync(() => repairStore(store.directory, {threads: 1, images: [image, broken]}), {
		message: /^Nothing was changed: the image '.*broken\.cfs' can't be read: broken image: /,
	});
	t.true(existsSync(join(store.directory, '.tmp-1')));
	const repairs = await repairStore(store.directory, {threads: 1, images: [image], from: [tree]});
	t.deepEqual(
		repairs.map(({fault, repair}) => `${fault} ${repair}`),
		['temporary removed', 'missing replaced'],
	);
	t.deepEqual((await verifyStore(store.directory, {threads: 1})).findings, []);
});

test('objects that come and go while a store is verified are no findings', async (t) => {
	const directory = join(temporaryDirectory(t), 'objects');
	const store = ObjectStore.open(directory, {sync: false});
	const paths: string[] = [];
	for (let index = 0; index < 300; index++)
		paths.push((await store.add(Buffer.alloc(100_000, `${index} `))).path);

	const verifying = verifyStore(directory, {threads: 2});
	// Those that were listed but are not read yet go, others change as by a link that a writer takes away.
	for (const [index, path] of paths.entries()) {
		if (index % 2 === 0) rmSync(join(directory, path));
		else chmodSync(join(directory, path), 0o600);
		if (index % 10 === 0) await setImmediate();
	}

	t.deepEqual((await verifying).findings, []);
	t.is((await verifyStore(directory, {threads: 2})).objects, 150);
});
