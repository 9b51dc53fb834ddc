import {existsSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {roomFor} from '../../../src/bench/bench-disks.ts';
import {fillStore, fillTree, makeInput} from '../../../src/bench/fill-disks.ts';
import {readInput} from '../../../src/bench/input.ts';
import {readImage} from '../../../src/image/read.ts';
import {directory, findInode} from '../../../src/image/tree.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';

const place = mkdtempSync(join(tmpdir(), 'fill-disks-'));
test.after.always(() => rmSync(place, {recursive: true}));

async function small() {
	const options = {progress: () => {}, signal: new AbortController().signal};
	return makeInput(await readInput({kind: 'shape', shape: 'small'}, options));
}

test('what trials open is in the store as long as it is and with the digest that the image records, plain and to be sealed', async (t) => {
	const made = await small();
	const store = mkdtempSync(join(place, 'store-'));
	fillStore(store, made);
	const tree = readImage(readFileSync(join(store, 'image.cfs')));
	const opened = readFileSync(join(store, 'paths/opened'), 'latin1').split('\0').slice(0, -1);
	t.deepEqual(opened, made.paths.opened);
	t.true(opened.length > 50);
	for (const path of opened) {
		const inode = findInode(tree, path);
		if (inode?.type !== 'reg') throw new Error(`${path} is no file`);
		const [object = '', plain = '', sealed = ''] = ['objects', 'plain', 'sealed'].map((name) =>
			join(store, name, inode.backing?.toString() ?? ''),
		);
		const content = readFileSync(object);
		t.is(BigInt(content.length), inode.size);
		t.deepEqual(inode.digest, fsverityDigest(content));
		t.is(statSync(plain).ino, statSync(object).ino);
		t.not(statSync(sealed).ino, statSync(object).ino);
		t.deepEqual(readFileSync(sealed), content);
	}
});

test('what nobody opens is in the store by name alone', async (t) => {
	const made = await small();
	const store = mkdtempSync(join(place, 'names-'));
	fillStore(store, made);
	const unopened = made.paths.random.flatMap((path) => {
		const inode = findInode(made.tree, path);
		return inode?.type === 'reg' && inode.backing !== undefined && inode.size < 4096n
			? [inode.backing.toString()]
			: [];
	});
	t.true(unopened.length > 10);
	for (const object of unopened) {
		t.is(statSync(join(store, 'objects', object)).size, 0);
		t.false(existsSync(join(store, 'plain', object)));
	}
});

test('the tree itself has the same content at its own paths', async (t) => {
	const made = await small();
	const disk = mkdtempSync(join(place, 'tree-'));
	fillTree(disk, made);
	for (const [path, content] of made.contents()) t.deepEqual(readFileSync(join(disk, 'tree', path)), content);
});

test('room grows with the entries of a tree', (t) => {
	const [none, some] = [roomFor(directory()), roomFor(directory({a: directory({b: directory()})}))];
	t.is(some.inodes - none.inodes, 2);
	t.true(
		roomFor(directory(Object.fromEntries(Array.from({length: 1000}, (_, n) => [`${n}`, directory()]))))
			.sizeMiB > none.sizeMiB,
	);
});
