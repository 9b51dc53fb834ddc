import {
	direntField,
	direntSize,
	inodeField,
	inodeSize,
	superblockSize,
	typeCode,
	typeOfMode,
} from './layout.ts';
import {brokenRules, nameRules} from './names.ts';
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
	const name = tryName(image, block, index, (error) => {
		throw error;
	});
	return name as Buffer;
}

/** The same, which tells of every rule that is broken, and then gives no name. */
export function tryName(
	{bytes}: ImageView,
	{directory, offset: block, names}: DirentBlock,
	index: number,
	onFault: FaultListener,
): Buffer | undefined {
	const offset = block + 4 + direntSize * index;
	const start = bytes.readUInt32LE(offset + direntField.nameOffset);
	const length = bytes.readUInt8(offset + direntField.nameLength);
	const fault = (rule: ReaderRule, value: Place['value']) =>
		onFault(new ImageError(rule, {inode: directory.number, offset, value}));
	if (start + length > names.length) {
		fault('name-range', `${start} + ${length} in ${names.length} bytes`);
		return undefined;
	}
	const name = bytes.subarray(names.offset + start, names.offset + start + length);
	let good = true;
	for (const rule of brokenRules(nameRules, name)) {
		good = false;
		fault(rule, name);
	}
	return good ? name : undefined;
}

/** One dirent with its inode. `previous` is the name before it, which must be smaller. */
export function decodeDirent(
	image: ImageView,
	block: DirentBlock,
	index: number,
	previous?: Buffer,
): StoredDirent {
	const offset = direntOffset(block, index);
	const name = decodeName(image, block, index);
	const fault = direntFaults(image, block, index, name, previous).next().value;
	if (fault !== undefined) throw fault;
	return {name, offset, inode: decodeInode(image, direntInode(image, block, index))};
}

/** The number of the inode that a dirent names, whatever it is. */
export function direntInode({bytes}: ImageView, block: DirentBlock, index: number): number {
	return bytes.readUInt32LE(direntOffset(block, index) + direntField.inode);
}

/** Every rule that a dirent breaks, but for those of its name alone and of its inode. */
export function* direntFaults(
	image: ImageView,
	block: DirentBlock,
	index: number,
	name: Buffer | undefined,
	previous: Buffer | undefined,
): Generator<ImageError, undefined> {
	const offset = direntOffset(block, index);
	const fault = (rule: ReaderRule, value: Place['value']) =>
		new ImageError(rule, {inode: block.directory.number, offset, value});

	if (name !== undefined && previous !== undefined && previous.compare(name) >= 0)
		yield fault('dirent-order', name);
	const number = direntInode(image, block, index);
	if (number >= image.inodeCount) return void (yield fault('dirent-inode', number));
	if (number === 0) yield fault('dirent-root', name ?? 'the root');

	const at = superblockSize + inodeSize * number;
	const own = typeOfMode(image.bytes.readUInt32LE(at + inodeField.mode));
	const type = image.bytes.readUInt8(offset + direntField.type);
	if (own !== undefined && type !== typeCode[own])
		yield fault('dirent-type', `${type} for inode ${number}, a ${own}`);
	if (image.bytes.readUInt32LE(at + inodeField.nlink) === 0)
		yield fault('dirent-nlink', `0 for inode ${number}`);
}
