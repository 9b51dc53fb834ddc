import {escapeBytes} from './bytes.ts';
import type {InodeType} from './layout.ts';
import {inodeSize, superblockSize, typeCode} from './layout.ts';
import {ImageReader} from './reader.ts';
import type {Chunk, StoredInode} from './stored-inode.ts';
import {walkImage} from './walk.ts';

/** What a kind of chunk takes in vdata, and what it would take if no two inodes shared one. */
export interface ChunkUse {
	/** Chunks that are stored, each counted once. */
	readonly chunks: number;
	readonly bytes: number;
	readonly references: number;
	readonly referencedBytes: number;
}

/** Sizes in bytes. Orphan inodes count in `inodes` only. */
export interface ImageInfo {
	readonly imageBytes: number;
	readonly superblockBytes: number;
	readonly inodes: number;
	readonly inodeTableBytes: number;
	readonly vdataBytes: number;
	readonly vdata: Readonly<Record<'dirents' | 'xattrs' | 'targets' | 'paths' | 'digests', ChunkUse>>;
	/** Names in the tree, the root included. */
	readonly entries: number;
	/** Inodes that are named, by type. */
	readonly types: Readonly<Record<InodeType, number>>;
	/** Inodes with more than one name. */
	readonly hardLinked: number;
	readonly depth: number;
	/** The earliest and the latest mtime, nanoseconds since 1970; both 0 in an image that was made with --use-epoch. */
	readonly mtimes: readonly [bigint, bigint];
	/** Inodes that have an xattr, by its key. */
	readonly xattrKeys: Readonly<Record<string, number>>;
	/** Of regular files with content, hard links counted once. */
	readonly content: {
		readonly files: number;
		readonly bytes: bigint;
		/** Backing files: what is left when equal content is kept once. */
		readonly objects: number;
		readonly objectBytes: bigint;
		readonly withoutDigest: number;
	};
}

class Uses {
	readonly #known = new Set<string>();
	#bytes = 0;
	#references = 0;
	#referencedBytes = 0;

	add(chunk: Chunk | undefined): void {
		if (chunk === undefined) return;
		this.#references++;
		this.#referencedBytes += chunk.length;
		const key = `${chunk.offset}+${chunk.length}`;
		if (this.#known.has(key)) return;
		this.#known.add(key);
		this.#bytes += chunk.length;
	}

	get use(): ChunkUse {
		return {
			chunks: this.#known.size,
			bytes: this.#bytes,
			references: this.#references,
			referencedBytes: this.#referencedBytes,
		};
	}
}

/** Says what an image is made of. Throws an ImageError where it is broken. */
export function imageInfo(bytes: Uint8Array): ImageInfo {
	const reader = new ImageReader(bytes);
	const uses = {
		dirents: new Uses(),
		xattrs: new Uses(),
		targets: new Uses(),
		paths: new Uses(),
		digests: new Uses(),
	};
	const types = Object.fromEntries(Object.keys(typeCode).map((type) => [type, 0])) as Record<
		InodeType,
		number
	>;
	const objects = new Map<string, bigint>();
	const names = new Map<number, number>();
	const depths = new WeakMap<object, number>();
	let [entries, depth, files, contentBytes, withoutDigest] = [0, 0, 0, 0n, 0];

	let [earliest, latest] = [reader.root.mtime, reader.root.mtime];
	const xattrKeys = new Map<string, number>();

	const addInode = (inode: StoredInode): void => {
		types[inode.type]++;
		if (inode.mtime < earliest) earliest = inode.mtime;
		if (inode.mtime > latest) latest = inode.mtime;
		for (const {key} of reader.xattrs(inode)) {
			const name = escapeBytes(key);
			xattrKeys.set(name, (xattrKeys.get(name) ?? 0) + 1);
		}
		uses.xattrs.add(inode.xattrs);
		uses.digests.add(inode.digest);
		if (inode.type === 'dir') uses.dirents.add(inode.variableData);
		if (inode.type === 'lnk') uses.targets.add(inode.variableData);
		if (inode.type !== 'reg') return;
		uses.paths.add(inode.variableData);
		const backing = reader.backing(inode);
		if (backing === undefined) return;
		files++;
		contentBytes += inode.size;
		objects.set(backing.toString('latin1'), inode.size);
		if (reader.digest(inode) === undefined) withoutDigest++;
	};

	for (const entry of walkImage(reader)) {
		const {inode, parent} = entry;
		entries++;
		const own = parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1;
		depths.set(entry, own);
		depth = Math.max(depth, own);
		const known = names.get(inode.number) ?? 0;
		names.set(inode.number, known + 1);
		if (known === 0) addInode(inode);
	}

	return {
		imageBytes: bytes.length,
		superblockBytes: superblockSize,
		inodes: reader.inodeCount,
		inodeTableBytes: reader.inodeCount * inodeSize,
		vdataBytes: bytes.length - reader.vdataOffset,
		vdata: {
			dirents: uses.dirents.use,
			xattrs: uses.xattrs.use,
			targets: uses.targets.use,
			paths: uses.paths.use,
			digests: uses.digests.use,
		},
		entries,
		types,
		hardLinked: [...names.values()].filter((count) => count > 1).length,
		depth,
		mtimes: [earliest, latest],
		xattrKeys: Object.fromEntries([...xattrKeys].sort()),
		content: {
			files,
			bytes: contentBytes,
			objects: objects.size,
			objectBytes: [...objects.values()].reduce((sum, size) => sum + size, 0n),
			withoutDigest,
		},
	};
}
