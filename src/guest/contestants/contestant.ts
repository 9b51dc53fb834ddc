import type {Directory} from '../../image/tree.ts';
import type {Mount, MountRequest} from '../../mount/mount.ts';
import type {CleanupStack} from '../cleanup.ts';

/** What a contestant is to show. */
export interface Material {
	readonly tree: Directory;
	/** Where the content of the tree's backing files is, the first that has one wins. */
	readonly stores: readonly string[];
	/** Gives a new empty directory on a disk. */
	readonly directory: () => string;
	readonly cleanup: CleanupStack;
}

export type Show = Pick<MountRequest, 'target' | 'attributes' | 'idmap'> & {
	/** `false`: ACLs are left out of account. */
	readonly acl?: boolean;
	/** Content without a digest is not shown, where digests count at all. */
	readonly verified?: boolean;
};

/** A read-only filesystem, or a stack of them, that shows trees. */
export interface Contestant {
	/** Makes what is mounted. Gives what mounts it, as often as it is asked to; each mount is one of its own, as far as that goes. */
	make(material: Material): (show: Show) => Mount;
}
