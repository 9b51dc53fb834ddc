import {splitPathBytes, toBytes} from './bytes.ts';
import type {Device} from './layout.ts';

/** One extended attribute. The key is the whole name, such as `user.mime_type`. */
export interface Xattr {
	readonly key: Buffer;
	readonly value: Buffer;
}

/** What inodes of every type have. Link counts are not here: they follow from the tree. */
export interface Attributes {
	/** The lower twelve bits of the mode: setuid, setgid, sticky and nine of rwx. */
	permissions: number;
	uid: number;
	gid: number;
	/** Nanoseconds since 1970, negative before. */
	mtime: bigint;
	ctime: bigint;
	xattrs: readonly Xattr[];
}

export interface Directory extends Attributes {
	readonly type: 'dir';
	/** What stat shows; the format gives it no meaning. */
	size: bigint;
	/** In any order: the writer sorts. */
	entries: Dirent[];
}

export interface RegularFile extends Attributes {
	readonly type: 'reg';
	size: bigint;
	/** Path below a base directory; absent exactly when the size is 0. */
	backing?: Buffer;
	/** The fs-verity digest of the backing file, 32 bytes. */
	digest?: Buffer;
}

export interface Symlink extends Attributes {
	readonly type: 'lnk';
	target: Buffer;
}

export interface DeviceFile extends Attributes {
	readonly type: 'chr' | 'blk';
	device: Device;
}

export interface SpecialFile extends Attributes {
	readonly type: 'fifo' | 'sock';
}

/** The same object under several names is one inode with hard links. */
export type Inode = Directory | RegularFile | Symlink | DeviceFile | SpecialFile;

export interface Dirent {
	readonly name: Buffer;
	readonly inode: Inode;
}

/** What the constructors below take besides the content. Absent: owner 0:0, the times 0, no xattrs. */
export interface AttributeOptions {
	readonly permissions?: number;
	readonly uid?: number;
	readonly gid?: number;
	readonly mtime?: bigint;
	/** Default: the mtime. */
	readonly ctime?: bigint;
	/** Strings stand for their UTF-8 bytes. */
	readonly xattrs?: Readonly<Record<string, string | Uint8Array>> | readonly Xattr[];
}

function isXattrList(xattrs: NonNullable<AttributeOptions['xattrs']>): xattrs is readonly Xattr[] {
	return Array.isArray(xattrs);
}

function attributes(options: AttributeOptions, permissions: number): Attributes {
	const mtime = options.mtime ?? 0n;
	const xattrs = options.xattrs ?? [];
	return {
		permissions: options.permissions ?? permissions,
		uid: options.uid ?? 0,
		gid: options.gid ?? 0,
		mtime,
		ctime: options.ctime ?? mtime,
		xattrs: isXattrList(xattrs)
			? xattrs
			: Object.entries(xattrs).map(([key, value]) => ({key: toBytes(key), value: toBytes(value)})),
	};
}

/** `entries`: an object for names that are text, pairs for names of any bytes. Mode 0755 unless given. */
export function directory(
	entries: Readonly<Record<string, Inode>> | Iterable<readonly [string | Uint8Array, Inode]> = {},
	options: AttributeOptions & {readonly size?: bigint} = {},
): Directory {
	const pairs = Symbol.iterator in entries ? [...entries] : Object.entries(entries);
	return {
		type: 'dir',
		...attributes(options, 0o755),
		size: options.size ?? 0n,
		entries: pairs.map(([name, inode]) => ({name: toBytes(name), inode})),
	};
}

export interface Content {
	readonly size: number | bigint;
	readonly backing?: string | Uint8Array;
	/** 32 bytes, or 64 hexadecimal digits. */
	readonly digest?: string | Uint8Array;
}

/** Mode 0644 unless given. Without content, an empty file. */
export function regularFile(content: Content = {size: 0}, options: AttributeOptions = {}): RegularFile {
	const {backing, digest} = content;
	return {
		type: 'reg',
		...attributes(options, 0o644),
		size: BigInt(content.size),
		...(backing === undefined ? {} : {backing: toBytes(backing)}),
		...(digest === undefined
			? {}
			: {digest: typeof digest === 'string' ? Buffer.from(digest, 'hex') : toBytes(digest)}),
	};
}

export function symlink(target: string | Uint8Array, options: AttributeOptions = {}): Symlink {
	return {type: 'lnk', ...attributes(options, 0o777), target: toBytes(target)};
}

export function deviceFile(type: 'chr' | 'blk', device: Device, options: AttributeOptions = {}): DeviceFile {
	return {type, ...attributes(options, 0o600), device};
}

export function specialFile(type: 'fifo' | 'sock', options: AttributeOptions = {}): SpecialFile {
	return {type, ...attributes(options, 0o644)};
}

/** The inode at a path such as `usr/bin/true`, or undefined; symbolic links are not followed. */
export function findInode(root: Directory, path: string | Uint8Array): Inode | undefined {
	let inode: Inode = root;
	for (const name of splitPathBytes(path)) {
		const found: Dirent | undefined =
			inode.type === 'dir' ? inode.entries.find((entry) => entry.name.equals(name)) : undefined;
		if (found === undefined) return undefined;
		inode = found.inode;
	}
	return inode;
}

/** Names in a tree, its root included. */
export function countEntries(root: Directory): number {
	let names = 0;
	const stack: Inode[] = [root];
	for (let inode = stack.pop(); inode !== undefined; inode = stack.pop()) {
		names++;
		if (inode.type === 'dir') for (const entry of inode.entries) stack.push(entry.inode);
	}
	return names;
}
