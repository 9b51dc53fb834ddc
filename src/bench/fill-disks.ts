import {copyFileSync, linkSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {layOutTree} from '../guest/lay-out-tree.ts';
import {fromLatin1, joinPath, latin1} from '../image/bytes.ts';
import {type Directory, findInode, type Inode, type RegularFile} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import {contentListNames} from './content-paths.ts';
import type {BenchInput} from './input.ts';
import {benchLayout} from './plan.ts';
import {addProgram} from './program.ts';
import {recordDigests} from './record-digests.ts';
import {drawPaths, packPaths, type TreePaths} from './tree-paths.ts';

/** An input in memory, and what is drawn of it. */
export interface Made {
	readonly tree: Directory;
	readonly paths: TreePaths;
	/** Of the program's files. */
	readonly program: readonly string[];
	readonly image: Uint8Array;
	/** What the files hold that trials read, by path. */
	contents(): Iterable<readonly [path: string, content: Buffer]>;
}

/** Makes a tree, draws the paths of the trials, and has the digests of what they read be true. */
export function makeInput(input: BenchInput): Made {
	const {kind, image, program} = input;
	const tree = input.makeTree();
	// Drawn first: what is done with the tree's own files shall not depend on the program.
	const paths = drawPaths(tree);
	const ofProgram = program === undefined ? new Map<string, Buffer>() : addProgram(tree, program);
	const contents = function* () {
		yield* contentsOf(tree, paths, input.contentOf);
		yield* ofProgram;
	};
	// The digests of a generated tree are made up.
	if (kind === 'shape') recordDigests(tree, contents());
	return {tree, paths, program: [...ofProgram.keys()], contents, image: image ?? writeImage(tree)};
}

/** The image and the lists of paths, in an empty directory. */
export function fillNames(directory: string, {paths, image}: Pick<Made, 'paths' | 'image'>): void {
	writeFileSync(join(directory, benchLayout.image), image);
	mkdirSync(join(directory, dirname(benchLayout.paths('any'))), {recursive: true});
	for (const [name, list] of Object.entries(paths))
		writeFileSync(join(directory, benchLayout.paths(name)), packPaths(list));
}

/** What the store disk starts with, in an empty directory. */
export function fillStore(directory: string, made: Made): void {
	fillNames(directory, made);
	const {tree, paths, program, contents} = made;
	writeFileSync(join(directory, benchLayout.paths('program')), packPaths(program));

	// Only what is opened has content; of the others there are the names, so that looking one up costs what it would.
	const place = (name: 'objects' | 'plain' | 'sealed', object: Buffer) =>
		joinPath(Buffer.from(join(directory, benchLayout[name])), object);
	const present = new Set<string>();
	for (const inode of inodesOf(tree)) {
		if (inode.type !== 'reg' || inode.backing === undefined || present.has(latin1(inode.backing))) continue;
		present.add(latin1(inode.backing));
		writeAt(place('objects', inode.backing), '');
	}
	for (const [path, content] of contents()) writeFileSync(place('objects', objectOf(tree, path)), content);

	// The same objects again, under the same names: as they are, and as copies that get fs-verity later.
	for (const path of [...paths.opened, ...paths['read-64k']]) {
		const object = objectOf(tree, path);
		const [plain, sealed] = [place('plain', object), place('sealed', object)];
		for (const copy of [plain, sealed]) mkdirSync(parentOf(copy), {recursive: true});
		linkSync(place('objects', object), plain);
		copyFileSync(place('objects', object), sealed);
	}
	for (const name of ['plain', 'sealed'] as const)
		mkdirSync(join(directory, benchLayout[name]), {recursive: true});
}

function writeAt(path: Buffer, content: string): void {
	mkdirSync(parentOf(path), {recursive: true});
	writeFileSync(path, content);
}

function parentOf(path: Buffer): Buffer {
	return path.subarray(0, path.lastIndexOf('/'));
}

/** What the disk of a generated tree starts with. */
export function fillTree(directory: string, {tree, contents}: Made): void {
	const root = join(directory, benchLayout.tree);
	mkdirSync(root);
	layOutTree(tree, root, {sizes: true, owners: false});
	for (const [path, content] of contents()) writeFileSync(join(root, path), content);
}

function* contentsOf(
	tree: Directory,
	paths: TreePaths,
	contentOf: BenchInput['contentOf'],
): Generator<readonly [path: string, content: Buffer]> {
	for (const name of ['opened', ...contentListNames] as const)
		for (const path of paths[name]) yield [path, contentOf(path, fileAt(tree, path))];
}

/** Where the content of a file is below the objects. */
function objectOf(tree: Directory, path: string): Buffer {
	return fileAt(tree, path).backing ?? Buffer.alloc(0);
}

function fileAt(tree: Directory, path: string): RegularFile {
	const inode = findInode(tree, fromLatin1(path));
	if (inode?.type !== 'reg' || inode.backing === undefined)
		throw new Error(`'${path}' is no file with content`);
	return inode;
}

/** Names of one inode give it once for each. */
function* inodesOf(directory: Directory): Generator<Inode> {
	for (const {inode} of directory.entries) {
		yield inode;
		if (inode.type === 'dir') yield* inodesOf(inode);
	}
}
