import {layOutMetadata} from '../../guest/contestants/metadata.ts';
import type {Inode} from '../../image/tree.ts';
import {lockStore} from '../../store/lock-store.ts';
import {ObjectStore} from '../../store/object-store.ts';
import {packTree} from '../../store/pack-tree.ts';

export interface LayOutPackedOptions {
	readonly tree: string;
	/** Where the content goes. */
	readonly store: string;
	/** An empty directory, which gets a tree of the metadata, pointing to the content as overlayfs wants it. */
	readonly metadata: string;
	/** Files of the metadata have their sizes, as holes. */
	readonly sizes: boolean;
	readonly signal: AbortSignal;
}

/**
 * Packs a directory as overlayfs takes it, by whoever this process is: xattrs that overlayfs reads are in `user`, and owners are those of
 * the tree only where root does it. Throws the SyscallError of what the filesystem below can't hold.
 */
export async function layOutPacked({
	tree,
	store,
	metadata,
	sizes,
	signal,
}: LayOutPackedOptions): Promise<void> {
	const objects = ObjectStore.open(store);
	using _lock = await lockStore(objects.directory, 'shared', {signal});
	const {root} = await packTree({tree, store: objects, threads: 1, onAdvance: () => undefined, signal});
	await objects.flush();
	if (process.geteuid?.() !== 0) ownAll(root);
	layOutMetadata(root, metadata, sizes, 'user');
}

/** Nobody but root gives files away. */
function ownAll(inode: Inode): void {
	inode.uid = process.geteuid?.() ?? 0;
	inode.gid = process.getegid?.() ?? 0;
	if (inode.type === 'dir') for (const entry of inode.entries) ownAll(entry.inode);
}
