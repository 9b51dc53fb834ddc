import {escapeBytes, splitPathBytes} from '../image/bytes.ts';
import type {Attributes, Inode, Xattr} from '../image/tree.ts';
import {countEntries} from '../image/tree.ts';
import type {ContentSink} from './content-sink.ts';
import {type ExpectedBytes, openArchive} from './open-archive.ts';
import type {PackedTree} from './pack-tree.ts';
import {LayeredTree} from './tar/layered-tree.ts';
import {readTar, type TarEntry} from './tar/read-tar.ts';

interface PackArchivesOptions {
	/** The lowest layer first. */
	readonly layers: readonly (Partial<ExpectedBytes> & {readonly path: string})[];
	readonly store: ContentSink;
	readonly onAdvance: (entries: number) => void;
	readonly signal?: AbortSignal;
}

const slash = 0x2f;
const whiteoutMark = Buffer.from('.wh.');
const opaqueMark = Buffer.from('.wh..wh..opq');
/** What aufs keeps for itself. */
const auxiliaryMark = Buffer.from('.wh..wh.');
const opaqueKeys: ReadonlySet<string> = new Set(['trusted.overlay.opaque', 'user.overlay.opaque']);

/**
 * Reads tar archives, each put onto those before, into memory, and their content into the store. Whiteouts are understood in
 * the manner of OCI layers (`.wh.NAME`, `.wh..wh..opq`) and of overlayfs (a character device 0:0, an xattr overlay.opaque of
 * "y"), in every archive, also in one alone. Content that a later layer hides is in the store, too.
 */
export async function packArchives(options: PackArchivesOptions): Promise<PackedTree> {
	const {layers, store, onAdvance, signal} = options;
	const tree = new LayeredTree();
	const lost: string[] = [];
	let [entries, contentBytes, objectsAdded] = [0, 0n, 0];

	const toInode = async (entry: TarEntry): Promise<Inode> => {
		if (entry.type !== 'reg' || entry.size === 0) return plainInode(entry);
		const object = await store.add(entry.content, signal);
		contentBytes += object.size;
		if (object.added) objectsAdded++;
		const {path: backing, digest, size} = object;
		return {
			type: 'reg',
			...attributes(entry),
			size,
			backing: Buffer.from(backing),
			digest: Buffer.from(digest, 'hex'),
		};
	};

	for (const {path, digest, size} of layers) {
		const expected = digest === undefined || size === undefined ? undefined : {digest, size};
		tree.nextLayer();
		for await (const entry of readTar(path, openArchive(path, expected))) {
			signal?.throwIfAborted();
			onAdvance(++entries);
			if (applyWhiteout(tree, entry)) continue;
			for (const what of entry.lost) lost.push(`'${escapeBytes(entry.path)}': ${what}`);
			tree.add(
				entry.path,
				entry.type === 'link' ? tree.linked(entry.path, entry.target) : await toInode(entry),
			);
			if (entry.type === 'dir' && entry.xattrs.some(isOpaque)) tree.opaque(entry.path);
		}
	}
	return {
		root: tree.root,
		entries: countEntries(tree.root),
		contentBytes,
		objectsAdded,
		unreadableXattrs: lost,
	};
}

/** Whether the entry is one, and nothing of its own. */
function applyWhiteout(tree: LayeredTree, {path, type, device}: TarEntry): boolean {
	const start = path.lastIndexOf(slash) + 1;
	const name = path.subarray(start);
	if (name.equals(opaqueMark)) tree.opaque(path.subarray(0, start));
	else if (splitPathBytes(path).some((part) => part.subarray(0, auxiliaryMark.length).equals(auxiliaryMark)))
		return true;
	else if (name.subarray(0, whiteoutMark.length).equals(whiteoutMark) && name.length > whiteoutMark.length)
		tree.whiteout(Buffer.concat([path.subarray(0, start), name.subarray(whiteoutMark.length)]));
	else if (type === 'chr' && device.major === 0 && device.minor === 0) tree.whiteout(path);
	else return false;
	return true;
}

function isOpaque({key, value}: Xattr): boolean {
	return opaqueKeys.has(key.toString('latin1')) && value.equals(Buffer.from('y'));
}

function attributes({permissions, uid, gid, mtime, ctime, type, xattrs}: TarEntry): Attributes {
	const kept = type === 'dir' ? xattrs.filter((xattr) => !isOpaque(xattr)) : xattrs;
	const sorted = [...kept].sort((a, b) => a.key.compare(b.key));
	return {permissions, uid, gid, mtime, ctime, xattrs: sorted};
}

function plainInode(entry: TarEntry): Inode {
	const {type, device, target} = entry;
	switch (type) {
		case 'dir':
			return {type, ...attributes(entry), size: 0n, entries: []};
		case 'lnk':
			return {type, ...attributes(entry), permissions: 0o777, target: Buffer.from(target)};
		case 'chr':
		case 'blk':
			return {type, ...attributes(entry), device};
		case 'fifo':
			return {type, ...attributes(entry)};
		case 'reg':
			return {type, ...attributes(entry), size: 0n};
		case 'link':
			throw new TypeError('Expected an inode of its own');
	}
}
