import {unescapeBytes} from '../../../src/image/bytes.ts';
import type {ListingEntry} from '../../../src/image/listing.ts';
import {
	type AttributeOptions,
	type Directory,
	deviceFile,
	directory,
	type Inode,
	regularFile,
	specialFile,
	symlink,
} from '../../../src/image/tree.ts';

/** The tree that a listing tells of, depth first; entries with one `ino` are one inode. No reader has a part in it. */
export function treeOfListing(listing: readonly ListingEntry[]): Directory {
	const inodes = new Map<number, Inode>();
	const directories = new Map<string, Directory>();
	let root: Directory | undefined;
	for (const entry of listing) {
		const path = bytesOf(entry.path, entry.path_b64);
		const inode = inodes.get(entry.ino) ?? makeInode(entry);
		inodes.set(entry.ino, inode);
		if (inode.type === 'dir') directories.set(path.toString('latin1'), inode);
		if (root === undefined) {
			if (inode.type !== 'dir') throw new Error(`Expected the root first, got ${entry.path}`);
			root = inode;
			continue;
		}
		const slash = path.lastIndexOf('/');
		const parent = directories.get(path.subarray(0, slash).toString('latin1') || '/');
		if (parent === undefined) throw new Error(`Expected the directory of ${entry.path} before it`);
		parent.entries.push({name: path.subarray(slash + 1), inode});
	}
	if (root === undefined) throw new Error('Expected a listing of at least the root');
	return root;
}

function makeInode(entry: ListingEntry): Inode {
	const attributes: AttributeOptions = {
		permissions: Number.parseInt(entry.mode, 8),
		uid: entry.uid,
		gid: entry.gid,
		mtime: nanoseconds(entry.mtime),
		ctime: nanoseconds(entry.ctime),
		xattrs: Object.entries(entry.xattrs).map(([key, value]) => ({
			key: unescapeBytes(key),
			value: Buffer.from(value, 'base64'),
		})),
	};
	const [major, minor] = entry.rdev;
	switch (entry.type) {
		case 'dir':
			return directory({}, {...attributes, size: BigInt(entry.size)});
		case 'reg': {
			const backing = entry.backing === undefined ? undefined : bytesOf(entry.backing, entry.backing_b64);
			const {digest} = entry;
			const content = {...(backing && {backing}), ...(digest !== undefined && {digest})};
			return regularFile({size: BigInt(entry.size), ...content}, attributes);
		}
		case 'lnk':
			return symlink(bytesOf(entry.target ?? '', entry.target_b64), attributes);
		case 'chr':
		case 'blk':
			return deviceFile(entry.type, {major, minor}, attributes);
		case 'fifo':
		case 'sock':
			return specialFile(entry.type, attributes);
	}
}

function bytesOf(escaped: string, base64: string | undefined): Buffer {
	return base64 === undefined ? unescapeBytes(escaped) : Buffer.from(base64, 'base64');
}

function nanoseconds([sec, nsec]: ListingEntry['mtime']): bigint {
	return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}
