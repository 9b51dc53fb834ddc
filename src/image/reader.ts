import {splitPathBytes} from './bytes.ts';
import {inodeField} from './layout.ts';
import {backingFault, targetFault} from './names.ts';
import {ImageError, type ReaderRule} from './rules.ts';
import {decodeDirent, decodeName, openBlock, type StoredDirent} from './stored-dirents.ts';
import {type Chunk, decodeInode, type FaultListener, type StoredInode} from './stored-inode.ts';
import {countXattrs, decodeXattrs, type XattrBlock} from './stored-xattrs.ts';
import {type ImageView, readSuperblock} from './superblock.ts';
import type {Xattr} from './tree.ts';

export interface ReaderOptions {
	/**
	 * Dirents and xattrs that one reader decodes before it takes the image for an attack on its time and memory: blocks
	 * may be shared and may overlap, so a small image can hold a huge tree. Default 16,777,216.
	 */
	readonly workLimit?: number;
}

const noXattrs: XattrBlock = {xattrs: [], tail: 0};

/**
 * Reads single structures of an image, each checked before use against every rule of `ReaderRule` that concerns
 * it; what breaks one is an ImageError. Superblock and root are checked at once, the rest where it is read. Bytes
 * that are handed out are views on the image.
 */
export class ImageReader implements ImageView {
	readonly bytes: Buffer;
	readonly inodeCount: number;
	readonly vdataOffset: number;
	readonly root: StoredInode;
	readonly #xattrBlocks = new Map<number, {readonly length: number; readonly block: XattrBlock}>();
	readonly #workLimit: number;
	#work = 0;

	/** With `onFault` it tells of every rule that superblock and root break, and can be used as far as they allow. */
	constructor(image: Uint8Array, {workLimit = 16_777_216}: ReaderOptions = {}, onFault?: FaultListener) {
		const {bytes, inodeCount, vdataOffset} = readSuperblock(image, onFault);
		this.bytes = bytes;
		this.inodeCount = inodeCount;
		this.vdataOffset = vdataOffset;
		this.#workLimit = workLimit;
		this.root = decodeInode(this, 0, onFault);
		if (this.root.type === 'dir') return;
		const {offset} = this.root;
		const mode = bytes.readUInt32LE(offset + inodeField.mode);
		const error = new ImageError('root-type', {inode: 0, offset, value: `0${mode.toString(8)}`});
		if (onFault === undefined) throw error;
		onFault(error);
	}

	inode(number: number): StoredInode {
		return decodeInode(this, number);
	}

	/** Of a symbolic link. */
	target(inode: StoredInode): Buffer {
		return this.#checkedBytes(inode, inode.variableData, targetFault);
	}

	/** The path of the backing file; undefined for an empty file. */
	backing(inode: StoredInode): Buffer | undefined {
		return inode.variableData && this.#checkedBytes(inode, inode.variableData, backingFault);
	}

	digest(inode: StoredInode): Buffer | undefined {
		return inode.digest && this.#checkedBytes(inode, inode.digest, () => undefined);
	}

	xattrs(inode: StoredInode): readonly Xattr[] {
		return this.xattrBlock(inode).xattrs;
	}

	/** Blocks that inodes share are decoded once. */
	xattrBlock(inode: StoredInode): XattrBlock {
		const chunk = inode.xattrs;
		if (chunk === undefined) return noXattrs;
		const known = this.#xattrBlocks.get(chunk.offset);
		if (known?.length === chunk.length) return known.block;

		this.spend(countXattrs(this, inode, chunk), inode, chunk);
		const block = decodeXattrs(this, inode, chunk);
		this.#xattrBlocks.set(chunk.offset, {length: chunk.length, block});
		return block;
	}

	dirents(directory: StoredInode): StoredDirent[] {
		const block = openBlock(this, directory);
		if (block === undefined) return [];
		this.spend(block.count, directory, block);

		const dirents: StoredDirent[] = [];
		for (let index = 0; index < block.count; index++)
			dirents.push(decodeDirent(this, block, index, dirents.at(-1)?.name));
		return dirents;
	}

	/** The inode at a path such as `/usr/bin`, found by binary search; undefined where there is none. */
	lookup(path: string | Uint8Array): StoredInode | undefined {
		let inode = this.root;
		for (const name of splitPathBytes(path)) {
			const found = inode.type === 'dir' ? this.#lookupName(inode, name) : undefined;
			if (found === undefined) return undefined;
			inode = found;
		}
		return inode;
	}

	#lookupName(directory: StoredInode, name: Buffer): StoredInode | undefined {
		const block = openBlock(this, directory);
		let low = 0;
		let high = block?.count ?? 0;
		while (block !== undefined && low < high) {
			const middle = (low + high) >>> 1;
			const order = decodeName(this, block, middle).compare(name);
			if (order === 0) return decodeDirent(this, block, middle).inode;
			if (order < 0) low = middle + 1;
			else high = middle;
		}
		return undefined;
	}

	#checkedBytes(
		inode: StoredInode,
		chunk: Chunk | undefined,
		faultOf: (bytes: Buffer) => ReaderRule | undefined,
	): Buffer {
		const {offset, length} = chunk ?? {offset: inode.offset, length: 0};
		const bytes = this.bytes.subarray(offset, offset + length);
		const fault = faultOf(bytes);
		if (fault !== undefined) throw new ImageError(fault, {inode: inode.number, offset, value: bytes});
		return bytes;
	}

	/** Counts dirents or xattrs that are decoded; too many are an ImageError. */
	spend(count: number, inode: StoredInode, {offset}: {readonly offset: number}): void {
		this.#work += count;
		if (this.#work > this.#workLimit)
			throw new ImageError('work', {
				inode: inode.number,
				offset,
				value: `${this.#work} of ${this.#workLimit}`,
			});
	}
}
