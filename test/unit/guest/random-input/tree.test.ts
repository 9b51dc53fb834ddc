import test from 'ava';
import {seededRandom} from '../../../../src/guest/random.ts';
import {smallerTrees} from '../../../../src/guest/random-input/smaller-trees.ts';
import {randomTree} from '../../../../src/guest/random-input/tree.ts';
import {encodeDump} from '../../../../src/image/dump.ts';
import {readImage} from '../../../../src/image/read.ts';
import {type Directory, directory, type Inode, regularFile} from '../../../../src/image/tree.ts';
import {writeImage} from '../../../../src/image/writer.ts';

const all = () => true;
const dump = (tree: Directory) => [...encodeDump(tree)].join('');
const treeOf = (seed: number, can: () => boolean = all) => randomTree(seededRandom(`${seed}`), can);

function* inodesOf(tree: Directory): Generator<{name: Buffer; inode: Inode}> {
	for (const entry of tree.entries) {
		yield entry;
		if (entry.inode.type === 'dir') yield* inodesOf(entry.inode);
	}
}

test('the same seed gives the same tree, and an image that can be read again', (t) => {
	const dumps = new Set<string>();
	for (let seed = 0; seed < 40; seed++) {
		const {tree, contents} = treeOf(seed);
		t.is(dump(tree), dump(treeOf(seed).tree));
		t.is(dump(readImage(writeImage(tree))), dump(tree));
		dumps.add(dump(tree));
		for (const {inode} of inodesOf(tree))
			if (inode.type === 'reg' && inode.backing !== undefined)
				t.is(BigInt(contents[inode.backing.toString()]?.length ?? 0), inode.size);
	}
	t.true(dumps.size > 35);
});

test('there is something of everything in a few dozen trees', (t) => {
	const entries = Array.from({length: 60}, (_, seed) => [...inodesOf(treeOf(seed).tree)]).flat();
	const types = new Set(entries.map(({inode}) => inode.type));
	t.deepEqual([...types].sort(), ['blk', 'chr', 'dir', 'fifo', 'lnk', 'reg', 'sock']);
	t.true(entries.some(({name}) => name.length === 255));
	t.true(entries.some(({name}) => name.some((byte) => byte >= 0x80)));
	t.true(entries.some(({inode}) => inode.mtime < 0n));
	t.true(entries.some(({inode}) => inode.uid > 65_536));
	t.true(entries.some(({inode}) => inode.xattrs.some(({key}) => key.toString().startsWith('system.'))));
	const inodes = new Set(entries.map(({inode}) => inode));
	t.true(inodes.size < entries.length, 'hard links');
});

test('what the filesystem is unable to is left out', (t) => {
	for (let seed = 0; seed < 60; seed++)
		for (const {name, inode} of inodesOf(treeOf(seed, () => false).tree)) {
			t.true(name.length < 255);
			t.true(inode.mtime >= 0n && inode.mtime % 1_000_000_000n === 0n);
			t.false(inode.xattrs.some(({key}) => key.toString().startsWith('system.')));
		}
});

test('each smaller tree differs from the tree, and what is removed is gone with all below', (t) => {
	const linked = regularFile(undefined, {uid: 5});
	const tree = directory({dir: directory({a: linked, b: linked}), c: regularFile()});
	const smaller = [...smallerTrees(tree)].map(dump);
	t.false(smaller.includes(dump(tree)));
	t.true(smaller.includes(dump(directory({c: regularFile()}))));
	t.true(smaller.includes(dump(directory({dir: directory({b: linked}), c: regularFile()}))));
	t.true(smaller.includes(dump(directory({dir: directory({a: linked, b: linked})}))));
	t.true(smaller.includes(dump(directory({a: linked, b: linked, c: regularFile()}))), 'hoisted');
	const longName = [...smallerTrees(directory({a: linked, longer: linked}))].map(dump);
	t.true(longName.includes(dump(directory({a: linked, b: linked}))), 'renamed');
	t.deepEqual([...smallerTrees(directory())], []);
});
