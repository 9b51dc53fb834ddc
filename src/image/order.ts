import {UsageError} from '../errors.ts';
import {escapeBytes, joinPath} from './bytes.ts';
import {inodeSize, limits} from './layout.ts';
import {nameFault} from './names.ts';
import {ruleText} from './rules.ts';
import type {Directory, Dirent, Inode} from './tree.ts';

/**
 * How many inodes the top of the tree may take before the rest follows depth first: half a window of readahead, which
 * the read of the root brings in anyway. Directories that are larger than what is left of it are passed over.
 */
const topInodes = Math.floor((64 * 1024) / inodeSize);

/** A directory at its place in the order, its entries sorted. */
export interface PlacedDirectory {
	readonly directory: Directory;
	readonly entries: readonly Dirent[];
	readonly parent: PlacedDirectory | undefined;
	readonly name: Buffer;
}

export interface PlacedTree {
	/** By inode number. */
	readonly inodes: readonly Inode[];
	readonly numbers: ReadonlyMap<Inode, number>;
	/** By inode number: 2 + subdirectories for directories, else the number of dirents. */
	readonly nlinks: Uint32Array;
	/** In the order in which their blocks are written. */
	readonly directories: readonly PlacedDirectory[];
}

/**
 * Decides the order of everything. All inodes of one directory are neighbours, in the order of its dirents, because
 * that is how `ls -l` asks for them; and directories follow each other as `ls -lR` meets them, depth first. So a cold
 * walk reads the inode table and the first part of vdata forward, each page once. But the top of the tree, breadth
 * first, comes before all: every path goes through it, so a cold look-up of one path finds its first steps together.
 */
export function placeTree(root: Directory): PlacedTree {
	const {walk, top} = arrange(root);
	const directories = [...top, ...walk.filter((placed) => !top.has(placed))];

	const numbers = new Map<Inode, number>([[root, 0]]);
	const inodes: Inode[] = [root];
	const links: number[] = [2];
	for (const {directory, entries} of directories) {
		for (const {inode} of entries) {
			const number = numbers.get(inode);
			if (number === undefined) {
				numbers.set(inode, inodes.length);
				links[inodes.length] = inode.type === 'dir' ? 2 : 1;
				inodes.push(inode);
			} else {
				links[number] = (links[number] ?? 0) + 1;
			}
			if (inode.type === 'dir') {
				const above = numbers.get(directory) ?? 0;
				links[above] = (links[above] ?? 0) + 1;
			}
		}
	}
	if (inodes.length > limits.inodes)
		throw new UsageError(`Expected at most ${limits.inodes} inodes, got ${inodes.length}`);
	return {inodes, numbers, nlinks: Uint32Array.from(links), directories};
}

/** All directories depth first, and those of them that make up the top, breadth first. */
function arrange(root: Directory): {walk: PlacedDirectory[]; top: Set<PlacedDirectory>} {
	const walk: PlacedDirectory[] = [];
	const children = new Map<PlacedDirectory, PlacedDirectory[]>();
	const seen = new Set<Directory>();

	const place = (
		directory: Directory,
		parent: PlacedDirectory | undefined,
		name: Buffer,
	): PlacedDirectory => {
		const placed: PlacedDirectory = {directory, parent, name, entries: [...directory.entries].sort(byName)};
		if (seen.has(directory)) throw treeError(placed, ruleText('directory-parents'), 'a second one');
		seen.add(directory);
		checkNames(placed);
		return placed;
	};

	const stack = [place(root, undefined, Buffer.alloc(0))];
	for (let placed = stack.pop(); placed !== undefined; placed = stack.pop()) {
		walk.push(placed);
		const below: PlacedDirectory[] = [];
		for (const {name, inode} of placed.entries)
			if (inode.type === 'dir') below.push(place(inode, placed, name));
		children.set(placed, below);
		for (let index = below.length - 1; index >= 0; index--) stack.push(below[index] as PlacedDirectory);
	}

	const top = new Set<PlacedDirectory>();
	let inodes = 1;
	const queue = walk.slice(0, 1);
	for (const placed of queue) {
		if (inodes + placed.entries.length > topInodes) continue;
		inodes += placed.entries.length;
		top.add(placed);
		for (const below of children.get(placed) ?? []) queue.push(below);
	}
	return {walk, top};
}

function byName(a: Dirent, b: Dirent): number {
	return a.name.compare(b.name);
}

function checkNames(placed: PlacedDirectory): void {
	let previous: Buffer | undefined;
	for (const {name} of placed.entries) {
		const fault = nameFault(name);
		if (fault !== undefined) throw treeError(placed, ruleText(fault), `'${escapeBytes(name)}'`);
		if (previous?.equals(name))
			throw treeError(placed, 'a directory holds each name once', `'${escapeBytes(name)}' twice`);
		previous = name;
	}
}

export function placedPath(placed: PlacedDirectory): Buffer {
	const names: Buffer[] = [];
	for (let at = placed; at.parent !== undefined; at = at.parent) names.push(at.name);
	return names.reverse().reduce<Buffer>(joinPath, Buffer.from('/'));
}

function treeError(placed: PlacedDirectory, rule: string, value: string): UsageError {
	return new UsageError(
		`The tree does not fit an image: '${escapeBytes(placedPath(placed))}': ${rule}, got ${value}`,
	);
}
