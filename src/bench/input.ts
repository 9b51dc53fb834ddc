import {readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {resolve} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import {measureTree, treeSource} from '../host/tree-source.ts';
import {escapeBytes, joinPath, toBytes} from '../image/bytes.ts';
import {readImage} from '../image/read.ts';
import {ImageError} from '../image/rules.ts';
import {countEntries, type Directory, type RegularFile} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import type {ProgressListener} from '../result/progress.ts';
import {digestOnly} from '../store/content-sink.ts';
import {fsverityDigest} from '../store/fsverity.ts';
import {packTree} from '../store/pack-tree.ts';
import {runStep} from '../vm/step.ts';
import {generateTree} from './generate-tree.ts';
import {loadShape} from './load-shape.ts';
import type {ContestantName, TrialName} from './plan.ts';
import {type BenchProgram, readProgram} from './program.ts';
import {hasWhiteout} from './tree-paths.ts';

/** What is measured: the name of a shape, a directory of this host, or an image. */
export type InputSource =
	| {readonly kind: 'shape'; readonly shape: string}
	| {readonly kind: 'tree'; readonly path: string}
	| {readonly kind: 'image'; readonly path: string};

export interface BenchInput {
	readonly kind: InputSource['kind'];
	/** What the record calls it; where it was named, with the digest of its image: equal names are equal trees. */
	readonly name: string;
	/** Stands for all that the disks are made from. */
	readonly key: string;
	/** Trials that can't be had of such an input, and why. */
	readonly unfit: Readonly<Partial<Record<TrialName, string>>>;
	/** Contestants that can't show such a tree, and why. */
	readonly cannot: Readonly<Partial<Record<ContestantName, string>>>;
	/** Put into the tree. */
	readonly program?: BenchProgram;
	/** A new tree each time. */
	makeTree(): Directory;
	/** The image that is mounted; absent where it is written from the tree, once digests are recorded. */
	readonly image?: Uint8Array;
	/** What a file holds, by its path in latin1. */
	contentOf(path: string, file: RegularFile): Buffer;
}

/** A guest has memory for about as many, in whichever filesystem. */
export const mostEntries = 200_000;
/** Of a path, so that one system call takes it. */
const mostPathBytes = 4095;
const noProgram = 'a program and its libraries are put into generated trees alone';
const mostTreeBytes = 64 * 2 ** 30;

/**
 * Reads what is to be measured. Throws a UsageError where it isn't there, is no directory or image, breaks a rule of the format, or is
 * too large for a guest; an InfraError where a part of it can't be read.
 */
export async function readInput(
	source: InputSource,
	options: {readonly progress: ProgressListener; readonly signal: AbortSignal},
): Promise<BenchInput> {
	switch (source.kind) {
		case 'shape': {
			const shape = loadShape(source.shape);
			const program = await readProgram('ls');
			return {
				kind: 'shape',
				name: source.shape,
				key: `${JSON.stringify(shape)} ${program.sha256}`,
				program,
				unfit: {},
				cannot: {},
				makeTree: () => generateTree(shape),
				contentOf: repeatedPath,
			};
		}
		case 'tree':
			return runStep(options.progress, 'input', () => readTree(source.path, options.signal));
		case 'image':
			return readImageFile(source.path);
	}
}

async function readTree(path: string, signal: AbortSignal): Promise<BenchInput> {
	measureTree(treeSource(path), {entries: mostEntries, bytes: mostTreeBytes});
	const threads = availableParallelism();
	const {root} = await packTree({tree: path, store: digestOnly, threads, onAdvance: () => {}, signal});
	checkPaths(root, `--tree ${path}`);
	const image = writeImage(root);
	const directory = Buffer.from(resolve(path));
	return {
		kind: 'tree',
		...named(`tree ${resolve(path)}`, image),
		unfit: {exec: noProgram},
		cannot: cannotShow(root),
		makeTree: () => root,
		contentOf: (below, {digest}) => {
			const file = joinPath(directory, Buffer.from(below, 'latin1'));
			const content = readFileSync(file);
			if (digest !== undefined && !fsverityDigest(content).equals(digest))
				throw new InfraError(`'${escapeBytes(file)}' changed while it was read`);
			return content;
		},
	};
}

function readImageFile(path: string): BenchInput {
	let image: Buffer;
	try {
		image = readFileSync(path);
	} catch (error) {
		throw new UsageError(`--image ${path}: expected an image: ${(error as Error).message}`, {cause: error});
	}
	let root: Directory;
	try {
		root = readImage(image);
	} catch (error) {
		if (!(error instanceof ImageError)) throw error;
		throw new UsageError(`--image ${path}: ${error.message}`, {
			cause: error,
			remedy: `cfsbench image check ${path} tells all that is wrong with it.`,
		});
	}
	const entries = countEntries(root);
	if (entries > mostEntries)
		throw new UsageError(`--image ${path}: expected at most ${mostEntries} entries, it has ${entries}`);
	checkPaths(root, `--image ${path}`);
	return {
		kind: 'image',
		...named(`image ${resolve(path)}`, image),
		unfit: {
			exec: noProgram,
			verity:
				'what the objects of an image hold is made up here, so it has other digests than those recorded',
		},
		cannot: cannotShow(root),
		makeTree: () => root,
		contentOf: repeatedPath,
	};
}

function named(name: string, image: Uint8Array): Pick<BenchInput, 'name' | 'key' | 'image'> {
	const digest = fsverityDigest(image).toString('hex');
	return {name: `${name}, image digest ${digest}`, key: digest, image};
}

function cannotShow(root: Directory): BenchInput['cannot'] {
	if (!hasWhiteout(root)) return {};
	return {'erofs-overlay': 'overlayfs takes a character device 0:0, which the tree has, for a deleted name'};
}

function repeatedPath(path: string, {size}: RegularFile): Buffer {
	return Buffer.alloc(Number(size), `${path}\n`, 'latin1');
}

/** Refuses what no system call takes; a tree that passes is not too deep for what goes through it by recursion. */
function checkPaths(root: Directory, what: string): void {
	const stack: {readonly directory: Directory; readonly path: Buffer}[] = [
		{directory: root, path: Buffer.alloc(0)},
	];
	for (let at = stack.pop(); at !== undefined; at = stack.pop())
		for (const {name, inode} of at.directory.entries) {
			const path = Buffer.concat([at.path, toBytes(at.path.length === 0 ? '' : '/'), name]);
			if (path.length > mostPathBytes)
				throw new UsageError(
					`${what}: expected paths of at most ${mostPathBytes} bytes, '${escapeBytes(path.subarray(0, 60))}...' has ${path.length}`,
				);
			if (inode.type === 'dir') stack.push({directory: inode, path});
		}
}
