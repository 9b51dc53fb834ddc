import {asBuffer, splitPathBytes} from './bytes.ts';
import {
	type Device,
	decodeDevice,
	digestSize,
	direntField,
	direntSize,
	type InodeType,
	inodeField,
	inodeSize,
	joinTime,
	limits,
	magic,
	minimumImageSize,
	nanosecondsPerSecond,
	superblockField,
	superblockSize,
	typeCode,
	typeOfMode,
	vdataAlignment,
	version,
	xattrElementSize,
} from './layout.ts';
import {backingFault, nameFault, targetFault, xattrFault} from './names.ts';
import {ImageError, type Place, type ReaderRule} from './rules.ts';
import type {Xattr} from './tree.ts';

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

export interface DirentBlock {
	readonly directory: StoredInode;
	readonly offset: number;
	readonly count: number;
	readonly names: Chunk;
}

export interface StoredDirent {
	readonly name: Buffer;
	/** Where the dirent starts in the image. */
	readonly offset: number;
	readonly inode: StoredInode;
}

/** Dirents and xattrs that one reader decodes before it takes the image for an attack on its time and memory. */
const workLimit = 16_777_216;

/**
 * Decodes single structures of an image, each checked before use against every rule of `readerRules` that concerns
 * it; what breaks one is an ImageError. Superblock and root are checked at once, the rest where it is read. Bytes
 * that are handed out are views on the image.
 */
export class ImageReader {
	readonly bytes: Buffer;
	readonly inodeCount: number;
	/** Where vdata starts; it ends with the image. */
	readonly vdataOffset: number;
	readonly root: StoredInode;
	readonly #xattrs = new Map<number, {readonly length: number; readonly xattrs: readonly Xattr[]}>();
	#work = 0;

	constructor(bytes: Uint8Array) {
		this.bytes = asBuffer(bytes);
		const fail = (rule: ReaderRule, offset: number, value: Place['value']): never => {
			throw new ImageError(rule, {offset, value});
		};
		if (this.bytes.length <= minimumImageSize) fail('image-size', 0, this.bytes.length);

		const foundMagic = this.bytes.readUInt32LE(superblockField.magic);
		if (foundMagic !== magic)
			fail('magic', superblockField.magic, `0x${foundMagic.toString(16).padStart(8, '0')}`);
		const foundVersion = this.bytes.readUInt32LE(superblockField.version);
		if (foundVersion !== version) fail('version', superblockField.version, foundVersion);

		const vdataOffset = this.bytes.readBigUInt64LE(superblockField.vdataOffset);
		this.vdataOffset = Number(vdataOffset);
		if (
			vdataOffset % BigInt(vdataAlignment) !== 0n ||
			this.vdataOffset <= superblockSize ||
			this.vdataOffset > this.bytes.length
		)
			fail('vdata-offset', superblockField.vdataOffset, vdataOffset);

		this.inodeCount = Math.floor((this.vdataOffset - superblockSize) / inodeSize);
		if (this.inodeCount < 1 || this.inodeCount > limits.inodes)
			fail('inode-count', superblockField.vdataOffset, this.inodeCount);

		this.root = this.inode(0);
		if (this.root.type !== 'dir')
			throw new ImageError('root-type', {inode: 0, offset: this.root.offset, value: this.root.type});
	}

	/** Decodes one inode of the table. Throws a RangeError for a number that the caller made up. */
	inode(number: number): StoredInode {
		if (!Number.isInteger(number) || number < 0 || number >= this.inodeCount)
			throw new RangeError(`Expected an inode number from 0 to ${this.inodeCount - 1}, got ${number}`);

		const {bytes} = this;
		const offset = superblockSize + number * inodeSize;
		const fail = (rule: ReaderRule, field: number, value: Place['value']): never => {
			throw new ImageError(rule, {inode: number, offset: offset + field, value});
		};

		const mode = bytes.readUInt32LE(offset + inodeField.mode);
		const type = typeOfMode(mode) ?? fail('inode-type', inodeField.mode, `0${mode.toString(8)}`);
		const uid = bytes.readUInt32LE(offset + inodeField.uid);
		if (uid > limits.id) fail('inode-owner', inodeField.uid, uid);
		const gid = bytes.readUInt32LE(offset + inodeField.gid);
		if (gid > limits.id) fail('inode-owner', inodeField.gid, gid);
		const size = bytes.readBigUInt64LE(offset + inodeField.size);
		if (size > limits.size) fail('inode-size', inodeField.size, size);
		const mtimeNsec = bytes.readUInt32LE(offset + inodeField.mtimeNsec);
		if (mtimeNsec >= nanosecondsPerSecond) fail('inode-time', inodeField.mtimeNsec, mtimeNsec);
		const ctimeNsec = bytes.readUInt32LE(offset + inodeField.ctimeNsec);
		if (ctimeNsec >= nanosecondsPerSecond) fail('inode-time', inodeField.ctimeNsec, ctimeNsec);

		const variableData = this.#chunk(number, offset + inodeField.variableData);
		const length = variableData?.length ?? 0;
		if (type === 'reg') {
			if ((size === 0n) !== (length === 0))
				fail('path-presence', inodeField.variableData, `size ${size}, path of ${length} bytes`);
			if (length > limits.path) fail('path-length', inodeField.variableData, length);
		} else if (type === 'lnk') {
			if (length < 1 || length > limits.target) fail('target-length', inodeField.variableData, length);
		} else if (type !== 'dir' && length > 0) {
			fail('variable-data', inodeField.variableData, `${length} bytes`);
		}

		const digest = this.#chunk(number, offset + inodeField.digest);
		if (digest !== undefined && digest.length !== digestSize)
			fail('digest-length', inodeField.digest, digest.length);

		const rdev = bytes.readUInt32LE(offset + inodeField.rdev);
		return {
			number,
			offset,
			type,
			permissions: mode & limits.permissions,
			nlink: bytes.readUInt32LE(offset + inodeField.nlink),
			uid,
			gid,
			rdev,
			device: decodeDevice(rdev),
			size,
			mtime: joinTime(bytes.readBigInt64LE(offset + inodeField.mtimeSec), mtimeNsec),
			ctime: joinTime(bytes.readBigInt64LE(offset + inodeField.ctimeSec), ctimeNsec),
			variableData,
			xattrs: this.#chunk(number, offset + inodeField.xattrs),
			digest,
		};
	}

	target(inode: StoredInode): Buffer {
		const target = this.#bytesOf(inode.variableData);
		this.#refuse(targetFault(target), inode, inode.variableData, target);
		return target;
	}

	/** The path of the backing file; undefined for an empty file. */
	backing(inode: StoredInode): Buffer | undefined {
		if (inode.variableData === undefined) return undefined;
		const path = this.#bytesOf(inode.variableData);
		this.#refuse(backingFault(path), inode, inode.variableData, path);
		return path;
	}

	digest(inode: StoredInode): Buffer | undefined {
		return inode.digest === undefined ? undefined : this.#bytesOf(inode.digest);
	}

	/** Blocks that inodes share are decoded once. */
	xattrs(inode: StoredInode): readonly Xattr[] {
		if (inode.xattrs === undefined) return [];
		const known = this.#xattrs.get(inode.xattrs.offset);
		if (known?.length === inode.xattrs.length) return known.xattrs;
		const {xattrs} = this.xattrBlock(inode, inode.xattrs);
		this.#xattrs.set(inode.xattrs.offset, {length: inode.xattrs.length, xattrs});
		return xattrs;
	}

	/** As `xattrs`, with the number of bytes between the last value and the end of the block. */
	xattrBlock(inode: StoredInode, {offset, length}: Chunk): {readonly xattrs: Xattr[]; readonly tail: number} {
		const {bytes} = this;
		const fail = (rule: ReaderRule, at: number, value: Place['value']): never => {
			throw new ImageError(rule, {inode: inode.number, offset: at, value});
		};
		const count = length < 2 ? 0 : bytes.readUInt16LE(offset);
		if (count < 1 || 2 + xattrElementSize * count > length)
			fail('xattr-count', offset, `${count} xattrs in ${length} bytes`);
		this.#spend(count, inode, offset);

		const xattrs: Xattr[] = [];
		const end = offset + length;
		let at = offset + 2 + xattrElementSize * count;
		let previous: Buffer | undefined;
		for (let index = 0; index < count; index++) {
			const element = offset + 2 + xattrElementSize * index;
			const keyLength = bytes.readUInt16LE(element);
			const valueLength = bytes.readUInt16LE(element + 2);
			if (at + keyLength + valueLength > end)
				fail('xattr-range', element, `${keyLength} + ${valueLength} bytes where ${end - at} are left`);

			const key = bytes.subarray(at, at + keyLength);
			const value = bytes.subarray(at + keyLength, at + keyLength + valueLength);
			this.#refuse(xattrFault(key, value), inode, {offset: at}, key);
			if (previous !== undefined && previous.compare(key) >= 0) fail('key-order', at, key);
			xattrs.push({key, value});
			previous = key;
			at += keyLength + valueLength;
		}
		return {xattrs, tail: end - at};
	}

	/** The dirent block of a directory; undefined where it is empty. */
	block(directory: StoredInode): DirentBlock | undefined {
		if (directory.type !== 'dir')
			throw new TypeError(`Expected a directory, got inode ${directory.number}, a ${directory.type}`);
		if (directory.variableData === undefined) return undefined;

		const {offset, length} = directory.variableData;
		const count = length < 4 ? 0 : this.bytes.readUInt32LE(offset);
		const table = 4 + direntSize * count;
		if (count < 1 || table > length)
			throw new ImageError('dirent-count', {
				inode: directory.number,
				offset,
				value: `${count} dirents in ${length} bytes`,
			});
		return {directory, offset, count, names: {offset: offset + table, length: length - table}};
	}

	/** The name of one dirent, without a look at its inode or its neighbours. */
	name({directory, offset, names}: DirentBlock, index: number): Buffer {
		const at = offset + 4 + direntSize * index;
		const nameOffset = this.bytes.readUInt32LE(at + direntField.nameOffset);
		const length = this.bytes.readUInt8(at + direntField.nameLength);
		if (nameOffset + length > names.length)
			throw new ImageError('name-range', {
				inode: directory.number,
				offset: at,
				value: `${nameOffset} + ${length} in ${names.length} bytes`,
			});
		const name = this.bytes.subarray(names.offset + nameOffset, names.offset + nameOffset + length);
		this.#refuse(nameFault(name), directory, {offset: at}, name);
		return name;
	}

	/** One dirent with its inode. `previous` is the name before it, which must be smaller. */
	dirent(block: DirentBlock, index: number, previous?: Buffer): StoredDirent {
		const {directory} = block;
		const offset = block.offset + 4 + direntSize * index;
		const fail = (rule: ReaderRule, value: Place['value']): never => {
			throw new ImageError(rule, {inode: directory.number, offset, value});
		};

		const name = this.name(block, index);
		if (previous !== undefined && previous.compare(name) >= 0) fail('dirent-order', name);
		const number = this.bytes.readUInt32LE(offset + direntField.inode);
		if (number >= this.inodeCount) fail('dirent-inode', number);
		if (number === 0) fail('dirent-root', name);

		const inode = this.inode(number);
		const type = this.bytes.readUInt8(offset + direntField.type);
		if (type !== typeCode[inode.type]) fail('dirent-type', `${type} for inode ${number}, a ${inode.type}`);
		if (inode.nlink === 0) fail('dirent-nlink', `0 for inode ${number}`);
		return {name, offset, inode};
	}

	dirents(directory: StoredInode): StoredDirent[] {
		const block = this.block(directory);
		if (block === undefined) return [];
		this.#spend(block.count, directory, block.offset);

		const dirents: StoredDirent[] = [];
		for (let index = 0; index < block.count; index++)
			dirents.push(this.dirent(block, index, dirents[index - 1]?.name));
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
		const block = this.block(directory);
		if (block === undefined) return undefined;
		let low = 0;
		let high = block.count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const order = this.name(block, middle).compare(name);
			if (order === 0) return this.dirent(block, middle).inode;
			if (order < 0) low = middle + 1;
			else high = middle;
		}
		return undefined;
	}

	#chunk(inode: number, offset: number): Chunk | undefined {
		const length = this.bytes.readUInt32LE(offset + 8);
		if (length === 0) return undefined;
		// As a double the sum is inexact above 2^53, but never wraps, and no image is near that.
		const start = this.bytes.readUInt32LE(offset) + this.bytes.readUInt32LE(offset + 4) * 2 ** 32;
		if (start + length > this.bytes.length - this.vdataOffset)
			throw new ImageError('vdata-range', {
				inode,
				offset,
				value: `${this.bytes.readBigUInt64LE(offset)} + ${length} in ${this.bytes.length - this.vdataOffset} bytes`,
			});
		return {offset: this.vdataOffset + start, length};
	}

	#bytesOf(chunk: Chunk | undefined): Buffer {
		return chunk === undefined
			? Buffer.alloc(0)
			: this.bytes.subarray(chunk.offset, chunk.offset + chunk.length);
	}

	#refuse(
		fault: ReaderRule | undefined,
		inode: StoredInode,
		place: {offset: number} | undefined,
		value: Buffer,
	): void {
		if (fault !== undefined)
			throw new ImageError(fault, {inode: inode.number, offset: place?.offset ?? inode.offset, value});
	}

	#spend(count: number, inode: StoredInode, offset: number): void {
		this.#work += count;
		if (this.#work > workLimit)
			throw new ImageError('work', {inode: inode.number, offset, value: this.#work});
	}
}
