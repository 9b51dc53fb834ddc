import {createHash} from 'node:crypto';
import {type Directory, directory} from '../image/tree.ts';
import {generateTree} from './generate-tree.ts';
import type {Shape} from './shape.ts';

/**
 * So many trees of a shape beside each other, in directories `0`, `1`, ..., each from the next seed and with contents of its own;
 * one alone is the tree itself.
 */
export function scaleTree(shape: Shape, seed: number, scale: number): Directory {
	if (scale === 1) return generateTree(shape, seed);
	const trees = Array.from({length: scale}, (_, index) => {
		const tree = generateTree(shape, (seed + index) >>> 0);
		if (index > 0) renameContents(tree, index);
		return [String(index), tree] as const;
	});
	return directory(Object.fromEntries(trees));
}

/** Contents are named by their number, which another tree has given to one of another size. */
function renameContents(tree: Directory, index: number): void {
	for (const {inode} of tree.entries) {
		if (inode.type === 'dir') renameContents(inode, index);
		if (inode.type !== 'reg' || inode.backing === undefined) continue;
		const hash = createHash('sha256').update(`tree ${index} `).update(inode.backing);
		inode.digest = hash.digest();
		const hex = inode.digest.toString('hex');
		inode.backing = Buffer.from(`${hex.slice(0, 2)}/${hex.slice(2)}`);
	}
}
