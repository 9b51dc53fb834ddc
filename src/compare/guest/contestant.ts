import type {Place} from '../../guest/workspace.ts';
import type {ContestantName} from '../evidence.ts';
import type {Account} from './account.ts';
import type {Sample} from './sample-tree.ts';

/** What an image is made of. */
export interface ImageSource extends Sample {
	/** Directories of objects by digest; the first that has one wins. */
	readonly stores: readonly string[];
	/** Gives a new empty directory: to mount on, or for scratch. */
	readonly directory: () => string;
}

/** What a contestant has at hand before the clock runs. */
export interface Material extends Sample {
	/** The disk that its image lies on, and what is made to show it. */
	readonly place: Place;
	/** Directories of objects with fs-verity on, by digest; the first that has one wins. */
	readonly stores: readonly string[];
	/** What is mounted; '' for who makes links. */
	readonly image: string;
	/**
	 * What vouches for the image, as somebody who is trusted told it: fs-verity's digest of the file, or dm-verity's root hash;
	 * hexadecimal. Without it nobody asks; dm-verity can't be without.
	 */
	readonly digest?: string;
}

/** Makes an image at a path that is free. Gives dm-verity's root hash, or ''. */
export type WriteImage = (source: ImageSource, image: string) => string;

/** Of an image that has no hashes in it: fs-verity keeps its own. */
export function withoutHashes(write: (source: ImageSource, image: string) => void): WriteImage {
	return (source, image) => {
		write(source, image);
		return '';
	};
}

/** A way to have the tree of a material at a path, from the image and the store at hand to nothing left. */
export interface Contestant {
	readonly name: ContestantName;
	/**
	 * Where content is at last: in objects with fs-verity; in objects that files are links to, which must lie on one filesystem with
	 * them; or in the image, which is made of objects and needs them no more.
	 */
	readonly content: 'objects' | 'links' | 'image';
	/** What vouches for the image; who makes links has none. */
	readonly anchor: 'fs-verity' | 'dm-verity' | 'none';
	readonly writeImage?: WriteImage;
	/** Where ids can be mapped: the mount of the tree, or what overlayfs is put above, which shows the ids of its layers. */
	readonly mapsIds: 'in its mount' | 'in its layers';
	/**
	 * Makes the tree appear at `target`, an empty directory; `work` is another on the store's filesystem. `onLayer` is called with each
	 * directory that has layers, before overlayfs is put above them, and may mount something on it, which is unmounted here.
	 */
	setUp(
		material: Material,
		target: string,
		work: string,
		account: Account,
		onLayer?: (directory: string) => void,
	): void;
	tearDown(target: string, work: string, account: Account): void;
	/** What of a material has to stay on the disk for the tree to be there: files, and directories with all that is in them. */
	keeps(material: Material): readonly string[];
}
