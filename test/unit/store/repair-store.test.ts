import {chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {ObjectStore} from '../../../src/store/object-store.ts';
import {repairStore} from '../../../src/store/repair-store.ts';
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
