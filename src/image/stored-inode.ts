import {
	type Device,
	decodeDevice,
	digestSize,
	type InodeType,
	inodeField,
	inodeSize,
	joinTime,
	limits,
	nanosecondsPerSecond,
	superblockSize,
	typeOfMode,
} from './layout.ts';
import {ImageError, type Place, type ReaderRule} from './rules.ts';
import type {ImageView} from './superblock.ts';

/** A piece of vdata that was checked to lie inside it; `offset` counts from the start of the image. */
export interface Chunk {
	readonly offset: number;
	readonly length: number;
}

/** An inode as it is stored, checked as far as its own 96 bytes go. */
export interface StoredInode {
	readonly number: number;
	/** Where it starts in the image. */
	readonly offset: number;
	readonly type: InodeType;
	readonly permissions: number;
	readonly nlink: number;
	readonly uid: number;
	readonly gid: number;
	readonly rdev: number;
	readonly device: Device;
	readonly size: bigint;
	readonly mtime: bigint;
	readonly ctime: bigint;
	readonly variableData: Chunk | undefined;
	readonly xattrs: Chunk | undefined;
	readonly digest: Chunk | undefined;
}

/** What is called for a broken rule, to go on past it. */
export type FaultListener = (error: ImageError) => void;

/**
 * Decodes one inode of the table. Throws an ImageError at the first rule that is broken; with `onFault` it tells of every
 * one, and what it gives then has something else in their places. A RangeError is for a number that the caller made up.
 */
export function decodeInode(image: ImageView, number: number, onFault?: FaultListener): StoredInode {
	if (!Number.isInteger(number) || number < 0 || number >= image.inodeCount)
		throw new RangeError(`Expected an inode number from 0 to ${image.inodeCount - 1}, got ${number}`);

	const {bytes} = image;
	const offset = superblockSize + number * inodeSize;
	const at: Faulty = {number, offset, onFault};
	const mode = bytes.readUInt32LE(offset + inodeField.mode);
	const type = typeOfMode(mode);
	if (type === undefined) fail(at, 'inode-type', inodeField.mode, `0${mode.toString(8)}`);
	const size = bytes.readBigUInt64LE(offset + inodeField.size);
	if (size > limits.size) fail(at, 'inode-size', inodeField.size, size);
	const rdev = bytes.readUInt32LE(offset + inodeField.rdev);

	const inode = {
		number,
		offset,
		type: type ?? 'fifo',
		permissions: mode & limits.permissions,
		nlink: bytes.readUInt32LE(offset + inodeField.nlink),
		uid: readId(bytes, at, inodeField.uid),
		gid: readId(bytes, at, inodeField.gid),
		rdev,
		device: decodeDevice(rdev),
		size,
		mtime: readTime(bytes, at, inodeField.mtimeSec, inodeField.mtimeNsec),
		ctime: readTime(bytes, at, inodeField.ctimeSec, inodeField.ctimeNsec),
		variableData: decodeReference(image, at, inodeField.variableData),
		xattrs: decodeReference(image, at, inodeField.xattrs),
		digest: decodeReference(image, at, inodeField.digest),
	};
	// One that passes the end was told of: nothing more can be said of it.
	const length = bytes.readUInt32LE(offset + inodeField.variableData + 8);
	if (type !== undefined && length === (inode.variableData?.length ?? 0)) checkVariableData(inode, at);
	const digestLength = bytes.readUInt32LE(offset + inodeField.digest + 8);
	if (digestLength !== 0 && digestLength !== digestSize)
		fail(at, 'digest-length', inodeField.digest, digestLength);
	return inode;
}

/** The inode that is decoded, and who wants to hear of its faults. No closure: there are many inodes. */
interface Faulty {
	readonly number: number;
	readonly offset: number;
	readonly onFault: FaultListener | undefined;
}

/** Throws, unless somebody wants to hear of every fault. */
function fail(
	{number, offset, onFault}: Faulty,
	rule: ReaderRule,
	field: number,
	value: Place['value'],
): void {
	const error = new ImageError(rule, {inode: number, offset: offset + field, value});
	if (onFault === undefined) throw error;
	onFault(error);
}

function readId(bytes: Buffer, at: Faulty, field: number): number {
	const value = bytes.readUInt32LE(at.offset + field);
	if (value > limits.id) fail(at, 'inode-owner', field, value);
	return value;
}

function readTime(bytes: Buffer, at: Faulty, secField: number, nsecField: number): bigint {
	const nsec = bytes.readUInt32LE(at.offset + nsecField);
	if (nsec >= nanosecondsPerSecond) fail(at, 'inode-time', nsecField, nsec);
	return joinTime(bytes.readBigInt64LE(at.offset + secField), nsec);
}

/** What the length of its variable data says already, before anything in vdata is read. */
function checkVariableData({type, size, variableData}: StoredInode, at: Faulty): void {
	const length = variableData?.length ?? 0;
	switch (type) {
		case 'dir':
			break;
		case 'reg':
			if ((size === 0n) !== (length === 0))
				fail(at, 'path-presence', inodeField.variableData, `size ${size}, path of ${length} bytes`);
			if (length > limits.path) fail(at, 'path-length', inodeField.variableData, length);
			break;
		case 'lnk':
			if (length < 1 || length > limits.target) fail(at, 'target-length', inodeField.variableData, length);
			break;
		case 'chr':
		case 'blk':
		case 'fifo':
		case 'sock':
			if (length > 0) fail(at, 'variable-data', inodeField.variableData, `${length} bytes in a ${type}`);
			break;
	}
}

function decodeReference({bytes, vdataOffset}: ImageView, at: Faulty, field: number): Chunk | undefined {
	const offset = at.offset + field;
	const length = bytes.readUInt32LE(offset + 8);
	if (length === 0) return undefined;
	// As a double the sum is inexact above 2^53, but never wraps, and no image is near that.
	const start = bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 2 ** 32;
	if (start + length <= bytes.length - vdataOffset) return {offset: vdataOffset + start, length};
	const value = `${bytes.readBigUInt64LE(offset)} + ${length} in ${bytes.length - vdataOffset} bytes`;
	fail(at, 'vdata-range', field, value);
	return undefined;
}
