import {limits, xattrElementSize} from './layout.ts';
import {xattrFaults} from './names.ts';
import {ImageError, type Place, type ReaderRule} from './rules.ts';
import type {Chunk, FaultListener, StoredInode} from './stored-inode.ts';
import type {ImageView} from './superblock.ts';
import type {Xattr} from './tree.ts';

export interface XattrBlock {
	/** Sorted by key. */
	readonly xattrs: readonly Xattr[];
	/** Bytes between the last value and the end of the block. */
	readonly tail: number;
}

/** The number of xattrs that a block counts, checked to fit it. */
export function countXattrs({bytes}: ImageView, inode: StoredInode, {offset, length}: Chunk): number {
	const count = length < 2 ? 0 : bytes.readUInt16LE(offset);
	if (count < 1 || 2 + xattrElementSize * count > length)
		throw new ImageError('xattr-count', {
			inode: inode.number,
			offset,
			value: `${count} xattrs in ${length} bytes`,
		});
	return count;
}

/** Throws an ImageError at the first rule that is broken; with `onFault` it tells of every one. */
export function decodeXattrs(
	image: ImageView,
	inode: StoredInode,
	chunk: Chunk,
	onFault?: FaultListener,
): XattrBlock {
	const {bytes} = image;
	const fail = (rule: ReaderRule, offset: number, value: Place['value']): void => {
		const error = new ImageError(rule, {inode: inode.number, offset, value});
		if (onFault === undefined) throw error;
		onFault(error);
	};
	const count = countXattrs(image, inode, chunk);

	const xattrs: Xattr[] = [];
	const end = chunk.offset + chunk.length;
	let at = chunk.offset + 2 + xattrElementSize * count;
	for (let index = 0; index < count; index++) {
		const element = chunk.offset + 2 + xattrElementSize * index;
		const keyLength = bytes.readUInt16LE(element);
		const valueLength = bytes.readUInt16LE(element + 2);
		if (at + keyLength + valueLength > end) {
			fail('xattr-range', element, `${keyLength} + ${valueLength} bytes where ${end - at} are left`);
			if (keyLength < 1 || keyLength > limits.key) fail('key-length', element, keyLength);
			return {xattrs, tail: 0};
		}

		const key = bytes.subarray(at, at + keyLength);
		const value = bytes.subarray(at + keyLength, at + keyLength + valueLength);
		for (const fault of xattrFaults(key, value)) fail(fault, at, fault === 'acl' ? value : key);
		const previous = xattrs.at(-1);
		if (previous !== undefined && previous.key.compare(key) >= 0) fail('key-order', at, key);
		xattrs.push({key, value});
		at += keyLength + valueLength;
	}
	return {xattrs, tail: end - at};
}
