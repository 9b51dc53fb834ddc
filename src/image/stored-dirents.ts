import {direntField, direntSize, typeCode} from './layout.ts';
import {nameFault} from './names.ts';
import {ImageError, type Place, type ReaderRule} from './rules.ts';
import {type Chunk, decodeInode, type StoredInode} from './stored-inode.ts';
import type {ImageView} from './superblock.ts';

/** The dirent block of a directory, checked to have room for the dirents it counts. */
export interface DirentBlock {
	readonly directory: StoredInode;
	readonly offset: number;
	readonly count: number;
	/** The name table. */
	readonly names: Chunk;
}

export interface StoredDirent {
	readonly name: Buffer;
	/** Where the dirent starts in the image. */
	readonly offset: number;
	readonly inode: StoredInode;
}

/** Undefined where the directory is empty. */
export function openBlock({bytes}: ImageView, directory: StoredInode): DirentBlock | undefined {
	if (directory.type !== 'dir')
		throw new TypeError(`Expected a directory, got inode ${directory.number}, a ${directory.type}`);
	if (directory.variableData === undefined) return undefined;

	const {offset, length} = directory.variableData;
	const count = length < 4 ? 0 : bytes.readUInt32LE(offset);
	const table = 4 + direntSize * count;
	if (count < 1 || table > length)
		throw new ImageError('dirent-count', {
			inode: directory.number,
			offset,
			value: `${count} dirents in ${length} bytes`,
		});
	return {directory, offset, count, names: {offset: offset + table, length: length - table}};
}

export function direntOffset(block: DirentBlock, index: number): number {
	return block.offset + 4 + direntSize * index;
}

/** The name of one dirent, without a look at its inode or its neighbours. */
export function decodeName({bytes}: ImageView, block: DirentBlock, index: number): Buffer {
	const {directory, names} = block;
	const offset = direntOffset(block, index);
	const start = bytes.readUInt32LE(offset + direntField.nameOffset);
	const length = bytes.readUInt8(offset + direntField.nameLength);
	if (start + length > names.length)
		throw new ImageError('name-range', {
			inode: directory.number,
			offset,
			value: `${start} + ${length} in ${names.length} bytes`,
		});
	const name = bytes.subarray(names.offset + start, names.offset + start + length);
	const fault = nameFault(name);
	if (fault !== undefined) throw new ImageError(fault, {inode: directory.number, offset, value: name});
	return name;
}

/** One dirent with its inode. `previous` is the name before it, which must be smaller. */
export function decodeDirent(
	image: ImageView,
	block: DirentBlock,
	index: number,
	previous?: Buffer,
): StoredDirent {
	const offset = direntOffset(block, index);
	const fail = (rule: ReaderRule, value: Place['value']): never => {
		throw new ImageError(rule, {inode: block.directory.number, offset, value});
	};

	const name = decodeName(image, block, index);
	if (previous !== undefined && previous.compare(name) >= 0) fail('dirent-order', name);
	const number = image.bytes.readUInt32LE(offset + direntField.inode);
	if (number >= image.inodeCount) fail('dirent-inode', number);
	if (number === 0) fail('dirent-root', name);

	const inode = decodeInode(image, number);
	const type = image.bytes.readUInt8(offset + direntField.type);
	if (type !== typeCode[inode.type]) fail('dirent-type', `${type} for inode ${number}, a ${inode.type}`);
	if (inode.nlink === 0) fail('dirent-nlink', `0 for inode ${number}`);
	return {name, offset, inode};
}
