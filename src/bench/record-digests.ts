import {type Directory, findInode, type Inode} from '../image/tree.ts';
import {fsverityDigest} from '../store/fsverity.ts';

/**
 * Gives the files that have content the digest of it, whichever name of their object they were drawn by: the digests of a
 * generated tree are made up. Throws an Error for a path that is no file with an object.
 */
export function recordDigests(
	tree: Directory,
	contents: Iterable<readonly [path: string, content: Uint8Array]>,
): void {
	const digests = new Map<string, Buffer>();
	for (const [path, content] of contents) {
		const inode = findInode(tree, Buffer.from(path, 'latin1'));
		if (inode?.type !== 'reg' || inode.backing === undefined)
			throw new Error(`Expected a file with content, '${path}' is none`);
		digests.set(inode.backing.toString('latin1'), fsverityDigest(content));
	}
	const stack: Inode[] = [tree];
	for (let inode = stack.pop(); inode !== undefined; inode = stack.pop()) {
		if (inode.type === 'dir') for (const entry of inode.entries) stack.push(entry.inode);
		const digest = inode.type === 'reg' && digests.get(inode.backing?.toString('latin1') ?? '');
		if (inode.type === 'reg' && digest) inode.digest = digest;
	}
}
