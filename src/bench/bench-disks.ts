import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {countEntries, type Directory} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import {cachedDisk, type FilledDiskOptions} from '../vm/disk.ts';
import type {DiskNeeds} from '../vm/disk-size.ts';
import {fillNames, fillStore, fillTree, type Made, makeInput} from './fill-disks.ts';
import type {BenchInput} from './input.ts';
import {benchLayout} from './plan.ts';

/** Counted up when the same input makes other disks. */
const recipe = 7;

export interface BenchDisks {
	/** ext4 with the image, its objects and the lists of paths. */
	readonly store: string;
	/** ext4 with the tree itself; absent where nobody wants it. */
	readonly scratch?: string;
}

export interface BenchDiskOptions {
	readonly cache: string;
	/** Whatever the content depends on beside the input. */
	readonly key: string;
	/** Works on the store disk before it is kept. */
	readonly finishStore: (path: string) => Promise<void>;
	/** Lays a tree that was not generated out on an empty disk, as the store's image has it. */
	readonly layOut: (scratch: string, store: string) => Promise<void>;
	readonly signal: AbortSignal;
}

/** The disks of an input, made once. */
export class BenchDiskMaker {
	readonly #input: BenchInput;
	readonly #options: BenchDiskOptions;
	#made: Made | undefined;

	constructor(input: BenchInput, options: BenchDiskOptions) {
		this.#input = input;
		this.#options = options;
	}

	async store(): Promise<string> {
		return this.#disk('store', (directory) => fillStore(directory, this.#make()), {
			finish: this.#options.finishStore,
		});
	}

	/** The tree itself, beside a store that holds its image. */
	async scratch(store: string): Promise<string> {
		if (this.#input.kind === 'shape')
			return this.#disk('tree', (directory) => fillTree(directory, this.#make()));
		return this.#disk('tree', () => {}, {
			needs: roomFor(this.#make().tree),
			finish: (path) => this.#options.layOut(path, store),
		});
	}

	#disk(
		name: string,
		fill: (directory: string) => void,
		more: Pick<FilledDiskOptions, 'finish' | 'needs'> = {},
	): Promise<string> {
		const {cache, key, signal} = this.#options;
		return cachedDisk({
			cache,
			signal,
			key: `bench ${recipe} ${name} ${key} ${this.#input.key}`,
			fill: async (directory) => fill(directory),
			...more,
		});
	}

	#make(): Made {
		this.#made ??= makeInput(this.#input);
		return this.#made;
	}
}

/** A store disk with the image and the lists of paths alone: for trials that open no file, however many entries there are. */
export function namesDisk(
	make: () => Pick<Made, 'tree' | 'paths'>,
	{key, ...options}: Omit<FilledDiskOptions, 'fill'>,
): Promise<string> {
	return cachedDisk({
		...options,
		key: `bench ${recipe} names ${key}`,
		fill: async (directory) => {
			const {tree, paths} = make();
			fillNames(directory, {paths, image: writeImage(tree)});
			mkdirSync(join(directory, benchLayout.objects));
		},
	});
}

/** What the EROFS image of so many entries takes beside ours: an inode with its xattrs is some 250 bytes, ours 176. */
export function roomForErofs(entries: number): DiskNeeds {
	return {sizeMiB: 128 + Math.ceil((entries * 1024) / 2 ** 20), inodes: 1024};
}

/** Of the content of files, only what trials read takes any. */
const contentMiB = 256;

/** What a tree takes on an ext4: for each entry an inode, its share of a directory, and a block for what is long. */
export function roomFor(tree: Directory): DiskNeeds {
	const entries = countEntries(tree);
	return {
		sizeMiB: contentMiB + Math.ceil((entries * (4096 + 256 + 300)) / 2 ** 20) + 64,
		inodes: entries + 1024,
	};
}
