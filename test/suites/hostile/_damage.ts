import {
	direntField,
	direntSize,
	inodeField,
	vdataReferenceSize,
	xattrElementSize,
} from '../../../src/image/layout.ts';
import {ImageReader} from '../../../src/image/reader.ts';
import type {Chunk, StoredInode} from '../../../src/image/stored-inode.ts';
import type {Directory} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

type ReferenceField = 'variableData' | 'xattrs' | 'digest';
type NumberField = Exclude<keyof typeof inodeField, ReferenceField | 'unused'>;

/** The image of a tree, whose bytes are then changed. Places are looked up in the image as it was written. */
export class DamagedImage {
	readonly bytes: Buffer;
	readonly #reader: ImageReader;

	constructor(tree: Directory) {
		const image = writeImage(tree);
		this.#reader = new ImageReader(Buffer.from(image));
		this.bytes = image;
	}

	get vdataOffset(): number {
		return this.#reader.vdataOffset;
	}

	/** The inode at a path as it was written. */
	inode(path: string): StoredInode {
		const inode = this.#reader.lookup(path);
		if (inode === undefined) throw new Error(`Expected a path of the tree, got '${path}'`);
		return inode;
	}

	/** Its index in the inode table, which log lines name. */
	number(path: string): number {
		return this.inode(path).number;
	}

	setInode(path: string, field: NumberField, value: number | bigint): void {
		const at = this.inode(path).offset + inodeField[field];
		const wide: readonly string[] = ['size', 'mtimeSec', 'ctimeSec'];
		if (wide.includes(field)) this.bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at);
		else this.bytes.writeUInt32LE(Number(value), at);
	}

	/** A reference's offset counts from the start of vdata, as in the image. */
	setReference(
		path: string,
		field: ReferenceField,
		{offset, length}: {offset?: bigint; length?: number},
	): void {
		const at = this.inode(path).offset + inodeField[field];
		if (offset !== undefined) this.bytes.writeBigUInt64LE(offset, at);
		if (length !== undefined) this.bytes.writeUInt32LE(length, at + vdataReferenceSize - 4);
	}

	/** What a reference of the inode pointed to when the image was written. */
	chunk(path: string, field: ReferenceField): Chunk {
		const chunk = this.inode(path)[field];
		if (chunk === undefined) throw new Error(`Expected '${path}' to have ${field}, it has none`);
		return chunk;
	}

	/** Number of dirents of a directory. */
	setDirentCount(path: string, count: number): void {
		this.bytes.writeUInt32LE(count, this.chunk(path, 'variableData').offset);
	}

	/** A field of a directory's dirent, by its index in the order of names. */
	setDirent(
		path: string,
		index: number,
		field: Exclude<keyof typeof direntField, 'padding'>,
		value: number,
	): void {
		const at = this.chunk(path, 'variableData').offset + 4 + direntSize * index + direntField[field];
		if (field === 'inode' || field === 'nameOffset') this.bytes.writeUInt32LE(value, at);
		else this.bytes.writeUInt8(value, at);
	}

	/** Overwrites bytes of a directory's name table. */
	setNames(path: string, at: number, bytes: string): void {
		const {offset} = this.chunk(path, 'variableData');
		const table = offset + 4 + direntSize * this.bytes.readUInt32LE(offset);
		this.bytes.write(bytes, table + at, 'latin1');
	}

	setXattrCount(path: string, count: number): void {
		this.bytes.writeUInt16LE(count, this.chunk(path, 'xattrs').offset);
	}

	setXattrLength(path: string, index: number, part: 'key' | 'value', length: number): void {
		const element = this.chunk(path, 'xattrs').offset + 2 + xattrElementSize * index;
		this.bytes.writeUInt16LE(length, element + (part === 'key' ? 0 : 2));
	}

	/** Replaces the first place in a chunk that has these bytes by as many others. */
	replace(path: string, field: ReferenceField, from: string | Buffer, to: string | Buffer): void {
		const [old, now] = [from, to].map((bytes) =>
			typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes,
		);
		const {offset, length} = this.chunk(path, field);
		const found = this.bytes.subarray(offset, offset + length).indexOf(old as Buffer);
		if (found < 0 || old?.length !== now?.length)
			throw new Error(`Expected '${from}' in '${path}', as long as '${to}'`);
		this.bytes.set(now as Buffer, offset + found);
	}
}
