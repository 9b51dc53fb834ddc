import {join} from 'node:path';
import {treeLayout} from '../result/tree-layout.ts';
import {type ImageFile, measureVerity} from './store.ts';

/** A directory tree of the host, packed there. */
export interface TreeFixture {
	readonly image: ImageFile;
	/** The object store: the base directory. */
	readonly objects: string;
	/** What the host saw, a file of one entry per line. */
	readonly manifest: string;
}

export function openTreeFixture(directory: string): TreeFixture {
	const path = join(directory, treeLayout.image);
	return {
		image: {path, digest: measureVerity(path)},
		objects: join(directory, treeLayout.objects),
		manifest: join(directory, treeLayout.manifest),
	};
}
