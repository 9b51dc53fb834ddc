import {copyFileSync, linkSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {layOutTree} from '../guest/lay-out-tree.ts';
import {latin1} from '../image/bytes.ts';
import {type Directory, findInode} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import {cachedDisk} from '../vm/disk.ts';
import {contentListNames} from './content-paths.ts';
import {benchLayout} from './plan.ts';
import {addProgram, type BenchProgram} from './program.ts';
import {recordDigests} from './record-digests.ts';
import {drawPaths, packPaths, type TreePaths} from './tree-paths.ts';

/** Counted up when the same shape makes other disks. */
const recipe = 6;

export interface BenchDisks {
	/** ext4 with the image, its objects and the lists of paths. */
	readonly store: string;
	/** ext4 with the tree itself. */
	readonly scratch: string;
}

export interface Names {
	readonly tree: Directory;
	readonly paths: TreePaths;
}

interface Made extends Names {
	/** What the files of the program hold, by path. */
	readonly program: ReadonlyMap<string, Buffer>;
}

export interface BenchDiskOptions {
	readonly cache: string;
	/** Names the tree, and whatever else the content depends on but the program. */
	readonly key: string;
	/** Put into the tree, where something executes it. */
	readonly program?: BenchProgram;
	/** Works on the store disk before it is kept. */
	readonly finishStore: (path: string) => Promise<void>;
	readonly signal: AbortSignal;
}

/** The disks of a tree, made once. */
export async function benchDisks(tree: () => Directory, options: BenchDiskOptions): Promise<BenchDisks> {
	const {cache, key, program, finishStore, signal} = options;
	let made: Made | undefined;
	const make = (): Made => {
		if (made !== undefined) return made;
		const root = tree();
		// Drawn first: what is done with the tree's own files shall not depend on the program.
		const paths = drawPaths(root);
		made = {tree: root, paths, program: program === undefined ? new Map() : addProgram(root, program)};
		recordDigests(root, contents(made));
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
			key: `bench ${recipe} ${name} ${program?.sha256 ?? 'no program'} ${key}`,
			fill: async (directory) => fill(directory, make()),
			...(finish !== undefined && {finish}),
		});
	return {store: await disk('store', fillStore, finishStore), scratch: await disk('tree', fillTree)};
}

/** A store disk with the image and the lists of paths alone: for trials that open no file, however many entries there are. */
export function namesDisk(
	make: () => Names,
	{cache, key, signal}: Omit<BenchDiskOptions, 'finishStore' | 'program'>,
): Promise<string> {
	return cachedDisk({
		cache,
		signal,
		key: `bench ${recipe} names ${key}`,
		fill: async (directory) => {
			fillNames(directory, make());
			mkdirSync(join(directory, benchLayout.objects));
		},
	});
}

function fillNames(directory: string, {tree, paths}: Names): void {
	writeFileSync(join(directory, benchLayout.image), writeImage(tree));
	mkdirSync(join(directory, dirname(benchLayout.paths('any'))), {recursive: true});
	for (const [name, list] of Object.entries(paths))
		writeFileSync(join(directory, benchLayout.paths(name)), packPaths([list].flat()));
}

function fillStore(directory: string, made: Made): void {
	fillNames(directory, made);
	const {tree, paths, program} = made;
	writeFileSync(join(directory, benchLayout.paths('program')), packPaths([...program.keys()]));

	// Only what is opened has content; of the others there are the names, so that looking one up costs what it would.
	const objects = join(directory, benchLayout.objects);
	const present = new Set<string>();
	for (const inode of inodesOf(tree)) {
		if (inode.type !== 'reg' || inode.backing === undefined) continue;
		const path = join(objects, latin1(inode.backing));
		if (present.has(path)) continue;
		present.add(path);
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, '');
	}
	for (const [path, content] of contents(made)) writeFileSync(join(objects, objectOf(tree, path)), content);
	layObjectsBeside(
		directory,
		[...paths.opened, ...paths['read-64k']].map((path) => objectOf(tree, path)),
	);
}

/** The same objects again, under the same names: as they are, and as copies that get fs-verity later. */
function layObjectsBeside(directory: string, objects: readonly string[]): void {
	for (const object of objects) {
		const [from, plain, sealed] = [benchLayout.objects, benchLayout.plain, benchLayout.sealed].map((place) =>
			join(directory, place, object),
		) as [string, string, string];
		for (const path of [plain, sealed]) mkdirSync(dirname(path), {recursive: true});
		linkSync(from, plain);
		copyFileSync(from, sealed);
	}
}

function fillTree(directory: string, made: Made): void {
	const root = join(directory, benchLayout.tree);
	mkdirSync(root);
	layOutTree(made.tree, root, {sizes: true, owners: false});
	for (const [path, content] of contents(made)) writeFileSync(join(root, path), content);
}

/** What the files hold that trials read, by path. */
function* contents({tree, paths, program}: Made): Generator<readonly [string, Buffer]> {
	for (const name of ['opened', ...contentListNames] as const)
		for (const path of paths[name]) {
			const inode = findInode(tree, path);
			if (inode?.type === 'reg') yield [path, Buffer.alloc(Number(inode.size), `${path}\n`)];
		}
	yield* program;
}

/** Where the content of a file is below the objects. */
function objectOf(tree: Directory, path: string): string {
	const inode = findInode(tree, path);
	if (inode?.type !== 'reg' || inode.backing === undefined)
		throw new Error(`'${path}' is no file with content`);
	return latin1(inode.backing);
}

function* inodesOf(directory: Directory): Generator<Directory['entries'][number]['inode']> {
	for (const {inode} of directory.entries) {
		yield inode;
		if (inode.type === 'dir') yield* inodesOf(inode);
	}
}
