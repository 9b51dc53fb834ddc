import type {Directory, Inode} from '../../image/tree.ts';
import {lockStore} from '../../store/lock-store.ts';
import {ObjectStore} from '../../store/object-store.ts';
import {packTree} from '../../store/pack-tree.ts';

export interface PackHereOptions {
	readonly tree: string;
	/** Where the content goes. */
	readonly store: string;
	readonly signal: AbortSignal;
}

/** Packs a directory by whoever this process is: owners are those of the tree only where root does it. Gives the tree. */
export async function packHere({tree, store, signal}: PackHereOptions): Promise<Directory> {
	const objects = ObjectStore.open(store);
	using _lock = await lockStore(objects.directory, 'shared', {signal});
	const {root} = await packTree({tree, store: objects, threads: 1, onAdvance: () => undefined, signal});
	await objects.flush();
	if (process.geteuid?.() !== 0) ownAll(root);
	return root;
}

/** Nobody but root gives files away. */
function ownAll(inode: Inode): void {
	inode.uid = process.geteuid?.() ?? 0;
	inode.gid = process.getegid?.() ?? 0;
	if (inode.type === 'dir') for (const entry of inode.entries) ownAll(entry.inode);
}
