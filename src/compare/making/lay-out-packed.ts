import {layOutMetadata} from '../../guest/contestants/metadata.ts';
import {type PackHereOptions, packHere} from './pack-here.ts';

export interface LayOutPackedOptions extends PackHereOptions {
	/** An empty directory, which gets a tree of the metadata, pointing to the content as overlayfs wants it. */
	readonly metadata: string;
	/** Files of the metadata have their sizes, as holes. */
	readonly sizes: boolean;
}

/**
 * Packs a directory as overlayfs takes it, by whoever this process is: xattrs that overlayfs reads are in `user`. Throws the SyscallError
 * of what the filesystem below can't hold.
 */
export async function layOutPacked({metadata, sizes, ...options}: LayOutPackedOptions): Promise<void> {
	layOutMetadata(await packHere(options), metadata, sizes, 'user');
}
