import {realpathSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {UsageError} from '../errors.ts';
import {filterTree, type TreeFilter} from '../image/filter-tree.ts';
import type {ManifestEntry} from '../image/manifest.ts';
import {countEntries} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import type {ProgressListener} from '../result/progress.ts';
import {digestOnly} from './content-sink.ts';
import type {VerityWish} from './enable-verity.ts';
import {fsverityDigest} from './fsverity.ts';
import {lockStore} from './lock-store.ts';
import {ObjectStore} from './object-store.ts';
import {ociLayers} from './oci-layout.ts';
import {refuseInside} from './outside.ts';
import {Pacer} from './pacer.ts';
import {packArchives} from './pack-archives.ts';
import {packDump} from './pack-dump.ts';
import {type PackedTree, packTree} from './pack-tree.ts';
import {writeImageFile} from './write-image-file.ts';

/**
 * What an image is made of: a directory, of which other filesystems mounted below it are not entered; tar archives, each put
 * onto those before; an OCI image layout; the text of composefs-dump(5).
 */
export type ImageSource =
	| {readonly kind: 'directory'; readonly path: string}
	| {readonly kind: 'archives'; readonly paths: readonly string[]}
	| {readonly kind: 'oci'; readonly path: string; readonly tag?: string}
	| {readonly kind: 'dump'; readonly path: string};

export interface CreateImageOptions {
	readonly source: ImageSource;
	/** The file to write; one that exists is replaced once the new one is complete. Without it only the digest is told. */
	readonly image?: string;
	/** Where the content goes; a path is opened as store. Without it content is only digested. Neither store nor image may lie in the tree. */
	readonly store?: ObjectStore | string;
	/** Permissions of objects that are added where `store` is a path. Default 0644. */
	readonly objectMode?: number;
	/** What goes into the image; default all. */
	readonly filter?: TreeFilter;
	/** How many files of a directory are digested side by side; default 1. The image doesn't depend on it. */
	readonly threads?: number;
	/** Enable fs-verity on the image, and on the objects where `store` is a path. Default false. See `ObjectStoreOptions`. */
	readonly verity?: VerityWish;
	/** Of a directory. Called for every entry with what `scanTree` would say of it; content is hashed for it only when this is given. */
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
	/** Why objects that were added have no fs-verity, where it was wished for. */
	readonly withoutVerity: string | undefined;
}

const step = 'pack';

/**
 * Packs a source into an image and its object store. Kept are names, types, modes, owners, mtime and ctime to the
 * nanosecond, symbolic links, device numbers, all xattrs that can be read (POSIX ACLs included), and hard links
 * within the tree. Directories get size 0, so that the image doesn't depend on the filesystem it was made on.
 *
 * A source that changes meanwhile, is damaged or can't be read is an InfraError that names the file, one that doesn't fit the
 * format a UsageError. After a failure there is no image and no temporary file; complete objects stay in the store.
 */
export async function createImage(options: CreateImageOptions): Promise<CreatedImage> {
	const {verity = false, progress = () => {}, signal, filter = {}} = options;
	const start = performance.now();
	const image = options.image === undefined ? undefined : resolveImage(options.image);
	const store = openStore(options, image);
	using _lock = store && (await lockStore(store.directory, 'shared', {...(signal && {signal})}));

	progress({type: 'step-started', step});
	const packed = await packSource(options, store, paced(progress));
	await store?.flush();
	filterTree(packed.root, filter);
	const bytes = writeImage(packed.root);
	await new Pacer(signal).pause();
	if (image !== undefined) writeImageFile(image, bytes, verity);

	const created = {
		entries: countEntries(packed.root),
		contentBytes: packed.contentBytes,
		objectsAdded: packed.objectsAdded,
		imageBytes: bytes.length,
		digest: fsverityDigest(bytes).toString('hex'),
		unreadableXattrs: packed.unreadableXattrs,
		withoutVerity: store?.withoutVerity,
	};
	progress({
		type: 'step-finished',
		step,
		ms: performance.now() - start,
		note: `${created.entries} entries, ${created.objectsAdded} new objects`,
	});
	return created;
}

function openStore(
	{source, store, verity = false, objectMode, image: named}: CreateImageOptions,
	image: string | undefined,
): ObjectStore | undefined {
	const directory = store === undefined || typeof store === 'string' ? store : store.directory;
	if (source.kind === 'directory') {
		if (image !== undefined) refuseInside(source.path, image, `the image '${named}'`);
		if (directory !== undefined) refuseInside(source.path, directory, `the object store '${directory}'`);
	}
	return typeof store === 'string'
		? ObjectStore.open(store, {verity, ...(objectMode !== undefined && {mode: objectMode})})
		: store;
}

function packSource(
	{source, onEntry, threads = 1, signal}: CreateImageOptions,
	store: ObjectStore | undefined,
	onAdvance: (entries: number) => void,
): Promise<PackedTree> {
	const shared = {store: store ?? digestOnly, onAdvance, ...(signal && {signal})};
	switch (source.kind) {
		case 'directory':
			return packTree({tree: source.path, threads, ...shared, ...(onEntry && {onEntry})});
		case 'archives':
			return packArchives({layers: source.paths.map((path) => ({path})), ...shared});
		case 'oci':
			return packArchives({layers: ociLayers(source.path, source.tag), ...shared});
		case 'dump':
			return packDump(source.path, store);
	}
}

const advanceMs = 100;

/** Tells of an advance now and then. */
function paced(progress: ProgressListener): (entries: number) => void {
	let advanced = performance.now();
	return (done) => {
		if (performance.now() - advanced < advanceMs) return;
		advanced = performance.now();
		progress({type: 'step-advanced', step, done});
	};
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
