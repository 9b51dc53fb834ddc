import {
	direntField,
	direntSize,
	inodeField,
	inodeSize,
	superblockSize,
	typeCode,
	typeOfMode,
} from './layout.ts';
import {brokenRules, nameFault, nameRules} from './names.ts';
import {ImageError, type Place, type ReaderRule} from './rules.ts';
import {type Chunk, decodeInode, type FaultListener, type StoredInode} from './stored-inode.ts';
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

/** The name of one dirent, without a look at its inode or its neighbours. Throws an ImageError at the first rule that is broken. */
export function decodeName(image: ImageView, block: DirentBlock, index: number): Buffer {
	return tryName(image, block, index, throwFault) as Buffer;
}

function throwFault(error: ImageError): never {
	throw error;
}

/** The same, which tells of every rule that is broken, and then gives no name. */
export function tryName(
	{bytes}: ImageView,
	block: DirentBlock,
	index: number,
	onFault: FaultListener,
): Buffer | undefined {
	const {names} = block;
	const offset = direntOffset(block, index);
	const start = bytes.readUInt32LE(offset + direntField.nameOffset);
	const length = bytes.readUInt8(offset + direntField.nameLength);
	if (start + length > names.length) {
		onFault(fault(block, index, 'name-range', `${start} + ${length} in ${names.length} bytes`));
		return undefined;
	}
	const name = bytes.subarray(names.offset + start, names.offset + start + length);
	if (nameFault(name) === undefined) return name;
	for (const rule of brokenRules(nameRules, name)) onFault(fault(block, index, rule, name));
	return undefined;
}

function fault(block: DirentBlock, index: number, rule: ReaderRule, value: Place['value']): ImageError {
	return new ImageError(rule, {inode: block.directory.number, offset: direntOffset(block, index), value});
}

/** One dirent with its inode. `previous` is the name before it, which must be smaller. */
export function decodeDirent(
	image: ImageView,
	block: DirentBlock,
	index: number,
	previous?: Buffer,
): StoredDirent {
	const name = decodeName(image, block, index);
	checkDirent(image, block, index, {name, previous}, throwFault);
	const inode = decodeInode(image, direntInode(image, block, index));
	return {name, offset: direntOffset(block, index), inode};
}

/** The number of the inode that a dirent names, whatever it is. */
export function direntInode({bytes}: ImageView, block: DirentBlock, index: number): number {
	return bytes.readUInt32LE(direntOffset(block, index) + direntField.inode);
}

/** Tells of every rule that a dirent breaks, but for those of its name alone and of its inode. */
export function checkDirent(
	image: ImageView,
	block: DirentBlock,
	index: number,
	{name, previous}: {readonly name: Buffer | undefined; readonly previous: Buffer | undefined},
	onFault: FaultListener,
): void {
	if (name !== undefined && previous !== undefined && previous.compare(name) >= 0)
		onFault(fault(block, index, 'dirent-order', name));
	const number = direntInode(image, block, index);
	if (number >= image.inodeCount) {
		onFault(fault(block, index, 'dirent-inode', number));
		return;
	}
	if (number === 0) onFault(fault(block, index, 'dirent-root', name ?? 'the root'));

	const at = superblockSize + inodeSize * number;
	const own = typeOfMode(image.bytes.readUInt32LE(at + inodeField.mode));
	const type = image.bytes.readUInt8(direntOffset(block, index) + direntField.type);
	if (own !== undefined && type !== typeCode[own])
		onFault(fault(block, index, 'dirent-type', `${type} for inode ${number}, a ${own}`));
	if (image.bytes.readUInt32LE(at + inodeField.nlink) === 0)
		onFault(fault(block, index, 'dirent-nlink', `0 for inode ${number}`));
}
