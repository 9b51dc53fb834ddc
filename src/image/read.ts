import {ImageReader, type ReaderOptions} from './reader.ts';
import type {StoredInode} from './stored-inode.ts';
import type {Attributes, Directory, Dirent, Inode} from './tree.ts';
import {walkImage} from './walk.ts';

/**
 * The tree that an image holds. Names of one inode share one object; orphans are left out. Throws an ImageError at the
 * first rule that is broken, wherever in the tree that is. Names and values are views on `bytes`.
 */
export function readImage(bytes: Uint8Array, options?: ReaderOptions): Directory {
	const reader = new ImageReader(bytes, options);
	const inodes = new Map<number, Inode>();
	const entries = new Map<number, Dirent[]>();
	const known = (stored: StoredInode): Inode => {
		const existing = inodes.get(stored.number);
		if (existing !== undefined) return existing;
		const inode = toInode(reader, stored);
		inodes.set(stored.number, inode);
		if (inode.type === 'dir') entries.set(stored.number, inode.entries);
		return inode;
	};

	for (const {inode, parent, name} of walkImage(reader)) {
		const dirent = {name, inode: known(inode)};
		if (parent !== undefined) entries.get(parent.inode.number)?.push(dirent);
	}
	return known(reader.root) as Directory;
}

function toInode(reader: ImageReader, stored: StoredInode): Inode {
	const {permissions, uid, gid, mtime, ctime, size} = stored;
	const attributes: Attributes = {permissions, uid, gid, mtime, ctime, xattrs: reader.xattrs(stored)};
	switch (stored.type) {
		case 'dir':
			return {type: 'dir', ...attributes, size, entries: []};
		case 'reg': {
			const backing = reader.backing(stored);
			const digest = reader.digest(stored);
			return {
				type: 'reg',
				...attributes,
				size,
				...(backing === undefined ? {} : {backing}),
				...(digest === undefined ? {} : {digest}),
			};
		}
		case 'lnk':
			return {type: 'lnk', ...attributes, target: reader.target(stored)};
		case 'chr':
		case 'blk':
			return {type: stored.type, ...attributes, device: stored.device};
		case 'fifo':
		case 'sock':
			return {type: stored.type, ...attributes};
	}
}
