import test from 'ava';
import {generateTree} from '../../../src/bench/generate-tree.ts';
import {countOf, type Histogram, type Shape} from '../../../src/bench/shape.ts';
import developer from '../../../src/bench/shapes/cs9-developer.json' with {type: 'json'};
import small from '../../../src/bench/shapes/small.json' with {type: 'json'};
import {drawPaths, packPaths} from '../../../src/bench/tree-paths.ts';
import {type Directory, findInode, type Inode} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

const shapes: Readonly<Record<string, Shape>> = {developer, small};

interface Found {
	readonly name: string;
	readonly depth: number;
	readonly inode: Inode;
}

function* walk(directory: Directory, depth = 1): Generator<Found> {
	for (const {name, inode} of directory.entries) {
		yield {name: name.toString(), depth, inode};
		if (inode.type === 'dir') yield* walk(inode, depth + 1);
	}
}

function histogram(values: Iterable<string | number>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	return counts;
}

/** The rarest were not counted, so they are like most. */
function complete(counts: Histogram, most: string, total: number): Histogram {
	return {...counts, [most]: (counts[most] ?? 0) + total - countOf(counts)};
}

for (const [title, shape] of Object.entries(shapes)) {
	const tree = generateTree(shape);
	const below = [...walk(tree)];
	const all: Found[] = [{name: '', depth: 0, inode: tree}, ...below];
	const of = (type: Inode['type']) => all.flatMap(({inode}) => (inode.type === type ? [inode] : []));

	test(`${title}: types, depths, names, owners and modes are as many as in the shape`, (t) => {
		t.is(all.length, shape.entries);
		t.deepEqual(histogram(all.map(({inode}) => inode.type)), shape.types);
		t.deepEqual(histogram(all.map(({depth}) => depth)), shape.depth);
		t.deepEqual(histogram(below.map(({name}) => name.length)), shape.name_length);
		const owners = histogram(all.map(({inode}) => `${inode.uid}:${inode.gid}`));
		t.deepEqual(owners, complete(shape.owners, '0:0', all.length));
		const mode = (permissions: number) => permissions.toString(8).padStart(4, '0');
		const modes = histogram(of('reg').map(({permissions}) => mode(permissions)));
		t.deepEqual(modes, complete(shape.regular_modes, '0644', of('reg').length));
		const keys = ({xattrs}: Inode) => xattrs.map(({key}) => key.toString()).join() || '(none)';
		t.deepEqual(histogram(all.map(({inode}) => keys(inode))), shape.xattr_sets);
	});

	test(`${title}: directories are as large as in the shape`, (t) => {
		const sizes = of('dir').map((inode) => (inode.type === 'dir' ? inode.entries.length : 0));
		const bounds = Object.keys(shape.children_per_directory_le).map(Number);
		const bound = (size: number) => bounds.find((limit) => size <= limit) ?? -1;
		t.deepEqual(histogram(sizes.map(bound)), shape.children_per_directory_le);
		const largest = sizes.sort((a, b) => a - b).slice(-shape.largest_directories.length);
		t.deepEqual(largest, shape.largest_directories);
	});

	test(`${title}: files are as large, and share as many contents, as in the shape`, (t) => {
		const files = of('reg').flatMap((inode) => (inode.type === 'reg' ? [inode] : []));
		t.deepEqual(
			histogram(files.map(({size}) => (size === 0n ? 0 : size.toString(2).length))),
			shape.regular_size_bits,
		);
		t.is(
			files.reduce((sum, {size}) => sum + Number(size), 0),
			shape.total_size,
		);
		const sizes = new Map<string, Set<bigint>>();
		for (const {backing, size} of files) {
			t.is(backing === undefined, size === 0n);
			if (backing === undefined) continue;
			sizes.set(backing.toString(), (sizes.get(backing.toString()) ?? new Set()).add(size));
		}
		t.is(sizes.size, shape.distinct_backing_files);
		t.true([...sizes.values()].every((different) => different.size === 1));
	});

	test(`${title}: targets are as long as in the shape`, (t) => {
		const lengths = of('lnk').map((inode) => (inode.type === 'lnk' ? inode.target.length : 0));
		const {min, max, median, mean} = shape.symlink_target_length;
		const sorted = [...lengths].sort((a, b) => a - b);
		const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
		t.true((sorted[0] ?? 0) >= min);
		t.is(sorted.at(-1), max);
		t.true(Math.abs((sorted[sorted.length >> 1] ?? 0) - median) <= 2);
		t.true(Math.abs(average - mean) <= mean / 10, `${average}`);
	});

	test(`${title}: is the same tree each time`, (t) => {
		t.true(writeImage(generateTree(shape)).equals(writeImage(tree)));
	});

	test(`${title}: paths are those of the tree, and absent ones are of none`, (t) => {
		const paths = drawPaths(tree);
		t.is(new Set(paths.random).size, Math.min(20_000, countOf(shape.depth) - 1));
		for (const path of paths.random.slice(0, 500)) t.not(findInode(tree, path), undefined, path);
		t.is(paths.absent.length, 5000);
		t.is(new Set(paths.absent).size, 5000);
		for (const [index, path] of paths.absent.slice(0, 200).entries()) {
			t.is(findInode(tree, path), undefined);
			t.is(findInode(tree, paths.parents[index] ?? '')?.type, 'dir');
		}
		const opened = paths.opened.map((path) => findInode(tree, path));
		t.true(opened.length > 0 && opened.every((inode) => inode?.type === 'reg' && inode.size >= 4096n));
		const contents = opened.map((inode) => (inode?.type === 'reg' ? inode.backing?.toString() : ''));
		t.is(new Set(contents).size, contents.length);
		t.deepEqual(
			paths.deep.map((path) => path.split('/').length),
			[6],
		);
		const [linkPath = ''] = paths.link;
		const link = findInode(tree, linkPath);
		const target = link?.type === 'lnk' ? link.target.toString() : '';
		t.is(findInode(tree, linkPath.replace(/[^/]*$/, target))?.type, 'reg');
	});
}

test('a shape that no tree has is refused', (t) => {
	const {depth} = small;
	const tooMany = {...small, entries: 305};
	t.throws(() => generateTree(tooMany), {message: /^no plan of 41 directories/});
	const wideRoot = {...depth, 1: 1000, 2: 1};
	t.throws(() => generateTree({...small, depth: wideRoot}), {message: /the 1000 entries of the root/});
	const largest = {...small, largest_directories: [20], children_per_directory_le: {2: 39, 32: 2}};
	t.throws(() => generateTree(largest), {message: /leave \d+ of 300 over/});
});

test('packed paths end with a NUL byte each', (t) => {
	t.deepEqual(packPaths(['a', '\xff/b']), Buffer.from('a\0\xff/b\0', 'latin1'));
});
