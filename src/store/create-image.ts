import {realpathSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {UsageError} from '../errors.ts';
import type {ManifestEntry} from '../image/manifest.ts';
import {writeImage} from '../image/writer.ts';
import type {ProgressListener} from '../result/progress.ts';
import {fsverityDigest} from './fsverity.ts';
import {ObjectStore} from './object-store.ts';
import {refuseInside} from './outside.ts';
import {Pacer} from './pacer.ts';
import {packTree} from './pack-tree.ts';
import {writeImageFile} from './write-image-file.ts';

export interface CreateImageOptions {
	/** The directory to pack. Other filesystems mounted below it are not entered. */
	readonly tree: string;
	/** The file to write; one that exists is replaced once the new one is complete. */
	readonly image: string;
	/** Where the content goes; a path is opened as store. Neither store nor image may lie in the tree. */
	readonly store: ObjectStore | string;
	/** Enable fs-verity on the image, and on the objects where `store` is a path. Default false. */
	readonly verity?: boolean;
	/** Called for every entry with what `scanTree` would say of it; content is hashed for it only when this is given. */
	readonly onEntry?: (entry: ManifestEntry) => void;
	readonly progress?: ProgressListener;
	/** Aborting rejects with the signal's reason. */
	readonly signal?: AbortSignal;
}

export interface CreatedImage {
	/** Names in the tree, its root included. */
	readonly entries: number;
	/** Bytes of content, that of hard links counted once. */
	readonly contentBytes: bigint;
	readonly objectsAdded: number;
	readonly imageBytes: number;
	/** The image's own fs-verity digest, hexadecimal: the mount option `digest`. */
	readonly digest: string;
	/** Such as `'/etc/x': security.foo`: xattrs that the filesystem lists but doesn't give out. */
	readonly unreadableXattrs: readonly string[];
}

const step = 'pack';

/**
 * Packs a directory tree into an image and its object store. Kept are names, types, modes, owners, mtime and ctime to the
 * nanosecond, symbolic links, device numbers, all xattrs that can be read (POSIX ACLs included), and hard links
 * within the tree. Directories get size 0, so that the image doesn't depend on the filesystem it was made on.
 *
 * A tree that changes meanwhile, or can't be read, is an InfraError that names the file, one that doesn't fit the format a
 * UsageError. After a failure there is no image and no temporary file; complete objects stay in the store.
 */
export async function createImage(options: CreateImageOptions): Promise<CreatedImage> {
	const {tree, verity = false, progress = () => {}, signal} = options;
	const start = performance.now();
	const image = resolveImage(options.image);
	refuseInside(tree, image, `the image '${options.image}'`);
	const directory = typeof options.store === 'string' ? options.store : options.store.directory;
	refuseInside(tree, directory, `the object store '${directory}'`);
	const store = typeof options.store === 'string' ? ObjectStore.open(directory, {verity}) : options.store;

	progress({type: 'step-started', step});
	const packed = await packTree({
		...options,
		store,
		onAdvance: (done) => progress({type: 'step-advanced', step, done}),
	});
	const bytes = writeImage(packed.root);
	await new Pacer(signal).pause();
	writeImageFile(image, bytes, verity);

	const created = {
		entries: packed.entries,
		contentBytes: packed.contentBytes,
		objectsAdded: packed.objectsAdded,
		imageBytes: bytes.length,
		digest: fsverityDigest(bytes).toString('hex'),
		unreadableXattrs: packed.unreadableXattrs,
	};
	progress({
		type: 'step-finished',
		step,
		ms: performance.now() - start,
		note: `${created.entries} entries, ${created.objectsAdded} new objects`,
	});
	return created;
}

function resolveImage(image: string): string {
	try {
		const file = join(realpathSync(dirname(image)), basename(image));
		if (statSync(file, {throwIfNoEntry: false})?.isDirectory()) throw new Error('it is a directory');
		return file;
	} catch (error) {
		throw new UsageError(`Expected a file to write as image, got '${image}': ${(error as Error).message}`, {
			cause: error,
		});
	}
}
