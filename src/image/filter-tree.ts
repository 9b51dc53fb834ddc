import type {Directory, Inode} from './tree.ts';

/** What of a tree goes into an image. The names are those that other image tools have for it. */
export interface TreeFilter {
	/** All times are 0. */
	readonly useEpoch?: boolean;
	/** No xattrs. */
	readonly skipXattrs?: boolean;
	/** Only xattrs whose name begins with `user.`. */
	readonly userXattrs?: boolean;
	/** No block and character devices. */
	readonly skipDevices?: boolean;
}

const userPrefix = Buffer.from('user.');

/** Changes a tree in place. */
export function filterTree(root: Directory, filter: TreeFilter): void {
	const seen = new Set<Inode>();
	const stack: Inode[] = [root];
	for (let inode = stack.pop(); inode !== undefined; inode = stack.pop()) {
		if (seen.has(inode)) continue;
		seen.add(inode);
		if (filter.useEpoch) {
			inode.mtime = 0n;
			inode.ctime = 0n;
		}
		if (filter.skipXattrs) inode.xattrs = [];
		else if (filter.userXattrs)
			inode.xattrs = inode.xattrs.filter(({key}) => key.subarray(0, userPrefix.length).equals(userPrefix));
		if (inode.type !== 'dir') continue;
		if (filter.skipDevices)
			inode.entries = inode.entries.filter(({inode: {type}}) => type !== 'chr' && type !== 'blk');
		for (const entry of inode.entries) stack.push(entry.inode);
	}
}
