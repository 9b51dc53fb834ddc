import {closeSync, ftruncateSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import {layOutWhole} from '../../guest/contestants/lay-out.ts';
import {layOutTree} from '../../guest/lay-out-tree.ts';
import {fromLatin1, joinPath} from '../../image/bytes.ts';
import {readImage} from '../../image/read.ts';
import {countEntries, type Directory, findInode} from '../../image/tree.ts';
import {contentListNames} from '../content-paths.ts';
import {benchLayout} from '../plan.ts';

/**
 * Makes the tree that the image holds, files with nothing in them; `whole` with all that it holds of each entry. Gives the number of entries
 * below the root.
 */
export function makeTree(store: string, root: string, options: {readonly whole: boolean}): number {
	const tree = readTree(store);
	if (!options.whole) return layOutTree(tree, root, {sizes: true, owners: true});
	layOutWhole(tree, root, ({size}, path, describe) => {
		const file = openSync(path, 'wx', 0o600);
		try {
			ftruncateSync(file, Number(size));
		} finally {
			closeSync(file);
		}
		describe();
	});
	return countEntries(tree) - 1;
}

/** Writes what the trials read. */
export function writeContents(store: string, root: string): void {
	const tree = readTree(store);
	const paths = ['opened', ...contentListNames, 'program'].flatMap((name) =>
		readFileSync(`${store}/${benchLayout.paths(name)}`, 'latin1')
			.split('\0')
			.slice(0, -1),
	);
	for (const path of paths) {
		const inode = findInode(tree, fromLatin1(path));
		if (inode?.type !== 'reg' || inode.backing === undefined)
			throw new Error(`${path} is no file with content`);
		const object = joinPath(Buffer.from(`${store}/${benchLayout.objects}`), inode.backing);
		// No copyFile: that would copy the object's mode as well.
		writeFileSync(joinPath(Buffer.from(root), fromLatin1(path)), readFileSync(object));
	}
}

export function readTree(store: string): Directory {
	return readImage(readFileSync(`${store}/${benchLayout.image}`));
}
