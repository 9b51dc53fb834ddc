import {
	closeSync,
	copyFileSync,
	ftruncateSync,
	lchownSync,
	mkdirSync,
	openSync,
	readFileSync,
	symlinkSync,
} from 'node:fs';
import {latin1} from '../../image/bytes.ts';
import {readImage} from '../../image/read.ts';
import {type Directory, findInode, type Inode} from '../../image/tree.ts';
import {benchLayout} from '../plan.ts';

export interface MakeTreeOptions {
	/** Files get their sizes, with nothing in them; else they are empty. */
	readonly sizes: boolean;
	/** Called for each entry once it is there, for a directory once all below is. */
	readonly onEntry?: (path: string, inode: Inode) => void;
}

/** Makes the tree that the image holds. Gives the number of entries. */
export function makeTree(store: string, root: string, {sizes, onEntry}: MakeTreeOptions): number {
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
			if (inode.uid !== 0 || inode.gid !== 0) lchownSync(below, inode.uid, inode.gid);
			onEntry?.(below, inode);
		}
	};
	fill(readTree(store), root);
	return entries;
}

/** Writes what the trials read. */
export function writeContents(store: string, root: string): void {
	const tree = readTree(store);
	const paths = readFileSync(`${store}/${benchLayout.paths('opened')}`, 'latin1')
		.split('\0')
		.slice(0, -1);
	for (const path of paths) {
		const inode = findInode(tree, path);
		if (inode?.type !== 'reg' || inode.backing === undefined)
			throw new Error(`${path} is no file with content`);
		copyFileSync(`${store}/${benchLayout.objects}/${latin1(inode.backing)}`, `${root}/${path}`);
	}
}

function readTree(store: string): Directory {
	return readImage(readFileSync(`${store}/${benchLayout.image}`));
}
