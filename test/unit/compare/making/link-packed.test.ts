import {
	chmodSync,
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {linkPacked} from '../../../../src/compare/making/link-packed.ts';
import {fsverityDigest} from '../../../../src/store/fsverity.ts';

test('files are links to objects, of all trees together, and what has no object is made', async (t) => {
	const place = mkdtempSync(join(tmpdir(), 'cfsbench-linked-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const [tree, store, ...layers] = ['tree', 'objects', 'one', 'other'].map((name) => join(place, name)) as [
		string,
		string,
		string,
		string,
	];
	for (const directory of [join(tree, 'd'), ...layers]) mkdirSync(directory, {recursive: true});
	writeFileSync(join(tree, 'a'), 'content');
	writeFileSync(join(tree, 'd/same'), 'content');
	chmodSync(join(tree, 'd/same'), 0o440);
	linkSync(join(tree, 'a'), join(tree, 'z'));
	writeFileSync(join(tree, 'empty'), '');
	symlinkSync('a', join(tree, 'l'));

	await linkPacked({tree, store, layers, signal: new AbortController().signal});

	const names = layers.map((layer) => readdirSync(layer));
	t.deepEqual(
		names.map(({length}) => length),
		[3, 2],
	);
	t.deepEqual(names.flat().sort(), ['a', 'd', 'empty', 'l', 'z']);
	const at = (name: string) => join(layers[names[0]?.includes(name) ? 0 : 1] ?? '', name);
	const digest = fsverityDigest(Buffer.from('content')).toString('hex');
	const object = lstatSync(join(store, digest.slice(0, 2), digest.slice(2)));
	for (const path of [at('a'), at('z'), join(at('d'), 'same')]) {
		t.is(lstatSync(path).ino, object.ino);
		t.is(readFileSync(path, 'utf8'), 'content');
	}
	t.is(object.nlink, 4);
	t.is(lstatSync(at('empty')).size, 0);
	t.is(readlinkSync(at('l')), 'a');
});
