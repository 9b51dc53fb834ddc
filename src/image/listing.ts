import {escapeBytes, latin1} from './bytes.ts';
import type {Device, InodeType} from './layout.ts';
import {splitTime} from './layout.ts';
import {ImageReader} from './reader.ts';
import type {StoredInode} from './stored-inode.ts';
import {pathOf, walkImage} from './walk.ts';

/** A number that JSON readers would round is given as text. */
export type JsonInteger = number | string;

/** What an image stores of one entry, ready for JSON: bytes escaped, and in base64 (`_b64`) where that loses nothing. */
export interface ListingEntry {
	readonly path: string;
	/** Only where the path is not plain. */
	readonly path_b64?: string;
	/** The index in the inode table; user space sees one more. */
	readonly ino: number;
	readonly type: InodeType;
	/** Permissions, octal, such as `0755`. */
	readonly mode: string;
	readonly uid: number;
	readonly gid: number;
	readonly nlink: number;
	readonly size: JsonInteger;
	readonly mtime: readonly [JsonInteger, number];
	readonly ctime: readonly [JsonInteger, number];
	readonly rdev: readonly [number, number];
	readonly rdev_raw: number;
	readonly target?: string;
	readonly target_b64?: string;
	readonly backing?: string;
	readonly backing_b64?: string;
	readonly digest?: string;
	/** Values in base64. */
	readonly xattrs: Readonly<Record<string, string>>;
	/** Bytes between the last value and the end of the xattr block. */
	readonly xattr_trailing_bytes?: number;
}

/** Lists an image as it is stored, depth first in dirent order. Throws an ImageError where it is broken. */
export function* listImage(bytes: Uint8Array): Generator<ListingEntry> {
	const reader = new ImageReader(bytes);
	for (const entry of walkImage(reader)) yield listEntry(reader, entry.inode, pathOf(entry));
}

/** One inode under one of its paths. */
export function listEntry(reader: ImageReader, inode: StoredInode, path: Buffer): ListingEntry {
	const block = reader.xattrBlock(inode);
	const escaped = escapeBytes(path);
	return {
		path: escaped,
		...(escaped === latin1(path) ? {} : {path_b64: path.toString('base64')}),
		ino: inode.number,
		type: inode.type,
		mode: formatMode(inode.permissions),
		uid: inode.uid,
		gid: inode.gid,
		nlink: inode.nlink,
		size: jsonInteger(inode.size),
		mtime: formatTime(inode.mtime),
		ctime: formatTime(inode.ctime),
		rdev: formatDevice(inode.device),
		rdev_raw: inode.rdev,
		...(inode.type === 'lnk' ? bytesFields('target', reader.target(inode)) : {}),
		...(inode.type === 'reg' ? contentFields(reader, inode) : {}),
		xattrs: Object.fromEntries(
			block.xattrs.map(({key, value}) => [escapeBytes(key), value.toString('base64')]),
		),
		...(block.tail === 0 ? {} : {xattr_trailing_bytes: block.tail}),
	};
}

function contentFields(reader: ImageReader, inode: StoredInode): Partial<ListingEntry> {
	const backing = reader.backing(inode);
	const digest = reader.digest(inode);
	return {
		...(backing === undefined ? {} : bytesFields('backing', backing)),
		...(digest === undefined ? {} : {digest: digest.toString('hex')}),
	};
}

function bytesFields(name: 'target' | 'backing', bytes: Buffer): Partial<ListingEntry> {
	return {[name]: escapeBytes(bytes), [`${name}_b64`]: bytes.toString('base64')};
}

export function formatMode(permissions: number): string {
	return permissions.toString(8).padStart(4, '0');
}

export function formatDevice({major, minor}: Device): [number, number] {
	return [major, minor];
}

export function formatTime(ns: bigint): [JsonInteger, number] {
	const {sec, nsec} = splitTime(ns);
	return [jsonInteger(sec), nsec];
}

export function jsonInteger(value: bigint): JsonInteger {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value.toString();
}
