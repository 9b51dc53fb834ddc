import {closeSync, ftruncateSync, lchownSync, mkdirSync, openSync, symlinkSync} from 'node:fs';
import {latin1} from '../image/bytes.ts';
import type {Directory, Inode} from '../image/tree.ts';

export interface LayOutOptions {
	/** Files get their sizes, with nothing in them; else they are empty. */
	readonly sizes: boolean;
	/** Entries get their owners, which takes privileges; else they are their maker's. */
	readonly owners: boolean;
	/** Called for each entry once it is there, for a directory once all below is. */
	readonly onEntry?: (path: string, inode: Inode) => void;
}

/** Makes the directories, files and symbolic links of a tree below an existing directory. Gives the number of entries. */
export function layOutTree(tree: Directory, root: string, {sizes, owners, onEntry}: LayOutOptions): number {
	let entries = 0;
	const fill = (directory: Directory, path: string) => {
		for (const {name, inode} of directory.entries) {
			const below = `${path}/${latin1(name)}`;
			entries += 1;
			if (inode.type === 'dir') {
				mkdirSync(below, inode.permissions);
				fill(inode, below);
			} else if (inode.type === 'lnk') {
				symlinkSync(inode.target, below);
			} else if (inode.type === 'reg') {
				const file = openSync(below, 'wx', inode.permissions);
				if (sizes) ftruncateSync(file, Number(inode.size));
				closeSync(file);
			}
			if (owners && (inode.uid !== 0 || inode.gid !== 0)) lchownSync(below, inode.uid, inode.gid);
			onEntry?.(below, inode);
		}
	};
	fill(tree, root);
	return entries;
}
