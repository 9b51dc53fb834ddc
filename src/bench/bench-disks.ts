import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {layOutTree} from '../guest/lay-out-tree.ts';
import {latin1} from '../image/bytes.ts';
import {type Directory, findInode} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import {cachedDisk} from '../vm/disk.ts';
import {contentListNames} from './content-paths.ts';
import {generateTree} from './generate-tree.ts';
import {benchLayout} from './plan.ts';
import type {Shape} from './shape.ts';
import {drawPaths, packPaths, type TreePaths} from './tree-paths.ts';

/** Counted up when the same shape makes other disks. */
const recipe = 4;

export interface BenchDisks {
	/** ext4 with the image, its objects and the lists of paths. */
	readonly store: string;
	/** ext4 with the tree itself. */
	readonly scratch: string;
}

interface Made {
	readonly tree: Directory;
	readonly paths: TreePaths;
}

export interface BenchDiskOptions {
	readonly cache: string;
	/** Names the shape, and whatever else the content depends on. */
	readonly key: string;
	/** Works on the store disk before it is kept. */
	readonly finishStore: (path: string) => Promise<void>;
	readonly signal: AbortSignal;
}

/** The disks of a shape, made once. */
export async function benchDisks(shape: Shape, options: BenchDiskOptions): Promise<BenchDisks> {
	const {cache, key, finishStore, signal} = options;
	let made: Made | undefined;
	const make = (): Made => {
		if (made !== undefined) return made;
		const tree = generateTree(shape);
		made = {tree, paths: drawPaths(tree)};
		return made;
	};
	const disk = (
		name: string,
		fill: (directory: string, made: Made) => void,
		finish?: (path: string) => Promise<void>,
	) =>
		cachedDisk({
			cache,
			signal,
			key: `bench ${recipe} ${name} ${key}`,
			fill: async (directory) => fill(directory, make()),
			...(finish !== undefined && {finish}),
		});
	return {store: await disk('store', fillStore, finishStore), scratch: await disk('tree', fillTree)};
}

function fillStore(directory: string, {tree, paths}: Made): void {
	writeFileSync(join(directory, benchLayout.image), writeImage(tree));
	mkdirSync(join(directory, dirname(benchLayout.paths('any'))), {recursive: true});
	for (const [name, list] of Object.entries(paths))
		writeFileSync(join(directory, benchLayout.paths(name)), packPaths([list].flat()));

	// Only what is opened has content; of the others there are the names, so that looking one up costs what it would.
	const objects = join(directory, benchLayout.objects);
	const made = new Set<string>();
	for (const inode of inodesOf(tree)) {
		if (inode.type !== 'reg' || inode.backing === undefined) continue;
		const path = join(objects, latin1(inode.backing));
		if (made.has(path)) continue;
		made.add(path);
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, '');
	}
	for (const path of withContent(paths)) {
		const inode = findInode(tree, path);
		if (inode?.type === 'reg' && inode.backing !== undefined)
			writeFileSync(join(objects, latin1(inode.backing)), contentOf(path, inode.size));
	}
}

function fillTree(directory: string, {tree, paths}: Made): void {
	const root = join(directory, benchLayout.tree);
	mkdirSync(root);
	layOutTree(tree, root, {sizes: true, owners: false});
	for (const path of withContent(paths)) {
		const inode = findInode(tree, path);
		if (inode?.type === 'reg') writeFileSync(join(root, path), contentOf(path, inode.size));
	}
}

function withContent(paths: TreePaths): readonly string[] {
	return (['opened', ...contentListNames] as const).flatMap((name) => paths[name]);
}

function contentOf(path: string, size: bigint): Buffer {
	return Buffer.alloc(Number(size), `${path}\n`);
}

function* inodesOf(directory: Directory): Generator<Directory['entries'][number]['inode']> {
	for (const {inode} of directory.entries) {
		yield inode;
		if (inode.type === 'dir') yield* inodesOf(inode);
	}
}
