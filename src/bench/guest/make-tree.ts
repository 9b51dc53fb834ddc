import {readFileSync, writeFileSync} from 'node:fs';
import {type LayOutOptions, layOutTree} from '../../guest/lay-out-tree.ts';
import {latin1} from '../../image/bytes.ts';
import {readImage} from '../../image/read.ts';
import {type Directory, findInode} from '../../image/tree.ts';
import {contentListNames} from '../content-paths.ts';
import {benchLayout} from '../plan.ts';

/** Makes the tree that the image holds. Gives the number of entries. */
export function makeTree(store: string, root: string, options: Omit<LayOutOptions, 'owners'>): number {
	return layOutTree(readTree(store), root, {...options, owners: true});
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
		const inode = findInode(tree, path);
		if (inode?.type !== 'reg' || inode.backing === undefined)
			throw new Error(`${path} is no file with content`);
		// No copyFile: that would copy the object's mode as well.
		writeFileSync(
			`${root}/${path}`,
			readFileSync(`${store}/${benchLayout.objects}/${latin1(inode.backing)}`),
		);
	}
}

export function readTree(store: string): Directory {
	return readImage(readFileSync(`${store}/${benchLayout.image}`));
}
