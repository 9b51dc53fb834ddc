import {UsageError} from '../errors.ts';
import {latin1} from './bytes.ts';
import {direntField, direntSize, limits, typeCode, vdataAlignment, xattrElementSize} from './layout.ts';
import type {Dirent, Inode, Xattr} from './tree.ts';

/** Where a chunk lies within vdata. */
export interface VdataReference {
	readonly offset: number;
	readonly length: number;
}

export const absent: VdataReference = {offset: 0, length: 0};

/** Collects the chunks of vdata in the order in which they are added. */
export class VdataWriter {
	readonly #chunks: Uint8Array[] = [];
	readonly #known = new Map<string, VdataReference>();
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** Chunks in the order of their places, together `size` bytes. */
	get chunks(): readonly Uint8Array[] {
		return this.#chunks;
	}

	/** Adds a chunk, or finds the equal one that was added before. Nothing is absent. */
	share(bytes: Buffer, alignment = 1): VdataReference {
		if (bytes.length === 0) return absent;
		const key = latin1(bytes);
		const known = this.#known.get(key);
		if (known !== undefined && known.offset % alignment === 0) return known;
		const added = this.add(bytes, alignment);
		this.#known.set(key, added);
		return added;
	}

	add(bytes: Buffer, alignment = 1): VdataReference {
		if (bytes.length > limits.vdataLength)
			throw new UsageError(`Expected a block of at most ${limits.vdataLength} bytes, got ${bytes.length}`);
		const padding = (alignment - (this.#size % alignment)) % alignment;
		if (padding > 0) this.#chunks.push(Buffer.alloc(padding));
		this.#chunks.push(bytes);
		const reference = {offset: this.#size + padding, length: bytes.length};
		this.#size += padding + bytes.length;
		return reference;
	}

	addAligned(bytes: Buffer): VdataReference {
		return bytes.length === 0 ? absent : this.add(bytes, vdataAlignment);
	}

	shareAligned(bytes: Buffer): VdataReference {
		return this.share(bytes, vdataAlignment);
	}
}

/** Entries must be sorted. Empty for an empty directory. */
export function encodeDirents(entries: readonly Dirent[], numbers: ReadonlyMap<Inode, number>): Buffer {
	if (entries.length === 0) return Buffer.alloc(0);
	const table = 4 + direntSize * entries.length;
	const block = Buffer.alloc(entries.reduce((size, {name}) => size + name.length, table));

	block.writeUInt32LE(entries.length, 0);
	let nameOffset = 0;
	for (const [index, {name, inode}] of entries.entries()) {
		const at = 4 + direntSize * index;
		block.writeUInt32LE(numbers.get(inode) ?? 0, at + direntField.inode);
		block.writeUInt32LE(nameOffset, at + direntField.nameOffset);
		block.writeUInt8(name.length, at + direntField.nameLength);
		block.writeUInt8(typeCode[inode.type], at + direntField.type);
		name.copy(block, table + nameOffset);
		nameOffset += name.length;
	}
	return block;
}

/** In any order; keys must differ. Empty for none. */
export function encodeXattrs(xattrs: readonly Xattr[]): Buffer {
	if (xattrs.length === 0) return Buffer.alloc(0);
	const sorted = [...xattrs].sort((a, b) => a.key.compare(b.key));
	const table = Buffer.alloc(2 + xattrElementSize * sorted.length);

	table.writeUInt16LE(sorted.length, 0);
	for (const [index, {key, value}] of sorted.entries()) {
		table.writeUInt16LE(key.length, 2 + xattrElementSize * index);
		table.writeUInt16LE(value.length, 4 + xattrElementSize * index);
	}
	return Buffer.concat([table, ...sorted.flatMap(({key, value}) => [key, value])]);
}
