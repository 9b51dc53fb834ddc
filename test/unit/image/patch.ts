import {direntField, inodeField, inodeSize, superblockSize} from '../../../src/image/layout.ts';
import {ImageReader} from '../../../src/image/reader.ts';
import {decodeName, direntOffset, openBlock} from '../../../src/image/stored-dirents.ts';
import type {Chunk, StoredInode} from '../../../src/image/stored-inode.ts';

/** A copy of a good image, with the places where one can break it. */
export class Patch {
	image: Buffer;
	readonly #reader: ImageReader;

	constructor(good: Buffer) {
		this.image = Buffer.from(good);
		this.#reader = new ImageReader(good);
	}

	get vdataOffset(): number {
		return this.#reader.vdataOffset;
	}

	inode(path: string): StoredInode {
		const inode = this.#reader.lookup(path);
		if (inode === undefined) throw new Error(`Expected a path of the image, got ${path}`);
		return inode;
	}

	/** Where a field of a path's inode is. */
	field(path: string, field: keyof typeof inodeField): number {
		return superblockSize + inodeSize * this.inode(path).number + inodeField[field];
	}

	/** Where the chunk lies that a path's inode refers to. */
	chunk(path: string, field: 'variableData' | 'xattrs' | 'digest'): Chunk {
		const chunk = this.inode(path)[field];
		if (chunk === undefined) throw new Error(`Expected ${path} to have ${field}`);
		return chunk;
	}

	/** Where a field of the dirent is that names a path. */
	dirent(path: string, field: keyof typeof direntField): number {
		const slash = path.lastIndexOf('/');
		const block = openBlock(this.#reader, this.inode(path.slice(0, slash)));
		for (let index = 0; block !== undefined && index < block.count; index++)
			if (decodeName(this.#reader, block, index).toString() === path.slice(slash + 1))
				return direntOffset(block, index) + direntField[field];
		throw new Error(`Expected a path of the image, got ${path}`);
	}

	/** Where the name is that a dirent of a directory points to. */
	name(path: string): number {
		const slash = path.lastIndexOf('/');
		const block = openBlock(this.#reader, this.inode(path.slice(0, slash)));
		return (block?.names.offset ?? 0) + this.image.readUInt32LE(this.dirent(path, 'nameOffset'));
	}

	u8(offset: number, value: number): void {
		this.image.writeUInt8(value, offset);
	}

	u16(offset: number, value: number): void {
		this.image.writeUInt16LE(value, offset);
	}

	u32(offset: number, value: number): void {
		this.image.writeUInt32LE(value, offset);
	}

	u64(offset: number, value: bigint): void {
		this.image.writeBigUInt64LE(value, offset);
	}

	text(offset: number, value: string): void {
		this.image.write(value, offset);
	}

	/** Keeps the first bytes of the image. */
	cut(length: number): void {
		this.image = this.image.subarray(0, length);
	}

	/** Points a reference at bytes that are added at the end of the image. */
	refer(path: string, field: 'variableData' | 'xattrs' | 'digest', bytes: Buffer): void {
		const padding = Buffer.alloc(-this.image.length & 3);
		this.u64(this.field(path, field), BigInt(this.image.length + padding.length - this.vdataOffset));
		this.u32(this.field(path, field) + 8, bytes.length);
		this.image = Buffer.concat([this.image, padding, bytes]);
	}
}
