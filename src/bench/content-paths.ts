import {latin1} from '../image/bytes.ts';
import type {Inode, RegularFile} from '../image/tree.ts';
import type {Draw} from './draw.ts';

/** A file of a tree, and its path from the root, one character a byte. */
export interface FoundFile {
	readonly path: string;
	readonly inode: Inode;
}

/** How many files have content, and of what sizes: from `least` bytes on, less than twice as many. */
const classes = {
	'read-64k': {least: 64n * 1024n, most: 400},
	'read-1m': {least: 1024n * 1024n, most: 16},
	'read-16m': {least: 16n * 1024n * 1024n, most: 1},
} as const;

/** The lists of paths of files that trials read whole. */
export type ContentListName = keyof typeof classes;
export const contentListNames = Object.keys(classes) as readonly ContentListName[];

/** Files of several sizes with contents of their own; of a size that the tree lacks there are none. */
export function drawContentPaths(
	files: readonly FoundFile[],
	draw: Draw,
): Readonly<Record<ContentListName, readonly string[]>> {
	const pick = (name: ContentListName) => {
		const {least, most} = classes[name];
		const fitting = files.filter(({inode}) => hasContent(inode, least, 2n * least));
		return distinctContents(draw.shuffled(fitting))
			.slice(0, most)
			.map(({path}) => path);
	};
	return {'read-64k': pick('read-64k'), 'read-1m': pick('read-1m'), 'read-16m': pick('read-16m')};
}

/** A regular file with a backing file, and of at least `least` bytes, less than `limit`. */
export function hasContent(inode: Inode, least: bigint, limit: bigint): inode is RegularFile {
	return inode.type === 'reg' && inode.backing !== undefined && inode.size >= least && inode.size < limit;
}

/** The first file of each content. */
export function distinctContents(files: readonly FoundFile[]): FoundFile[] {
	const byContent = new Map<string, FoundFile>();
	for (const file of files) {
		const content = file.inode.type === 'reg' ? latin1(file.inode.backing ?? Buffer.alloc(0)) : '';
		if (!byContent.has(content)) byContent.set(content, file);
	}
	return [...byContent.values()];
}
