import {createHash, type Hash} from 'node:crypto';
import {escapeBytes} from '../image/bytes.ts';
import type {ManifestEntry} from '../image/manifest.ts';
import type {Attributes, Directory, Inode, RegularFile} from '../image/tree.ts';
import {readContent} from './content.ts';
import type {ContentSink} from './content-sink.ts';
import {Jobs} from './jobs.ts';
import {Pacer} from './pacer.ts';
import {manifestEntry} from './scan.ts';
import {type SourceEntry, splitDevice, walkSource} from './source.ts';

interface PackOptions {
	readonly tree: string;
	readonly store: ContentSink;
	/** How many files may be digested side by side; 1 is one after the other. */
	readonly threads: number;
	readonly onEntry?: (entry: ManifestEntry) => void;
	readonly onAdvance: (entries: number) => void;
	readonly signal?: AbortSignal;
}

/** A tree in memory, its content in a store. */
export interface PackedTree {
	readonly root: Directory;
	readonly entries: number;
	readonly contentBytes: bigint;
	readonly objectsAdded: number;
	/** What the source has and an image of it lacks, such as `'/etc/x': security.foo`. */
	readonly unreadableXattrs: readonly string[];
}

/** Smaller files are digested sooner than handed over. */
const worthAThread = 64 * 1024;

/** Reads a directory tree into memory and its content into the store. */
export async function packTree(options: PackOptions): Promise<PackedTree> {
	const {tree, store, onEntry, onAdvance, signal} = options;
	// What hashes the content itself has to see it on this thread.
	const threads = onEntry === undefined ? options.threads : 1;
	const pacer = new Pacer(signal);
	const inodes = new Map<SourceEntry, {inode: Inode; sha256: string | undefined}>();
	const unreadableXattrs: string[] = [];
	let root: Directory | undefined;
	let entries = 0;
	let contentBytes = 0n;
	let objectsAdded = 0;

	const packFile = async (entry: SourceEntry): Promise<{inode: RegularFile; sha256: string | undefined}> => {
		const {size} = entry.stats;
		const hash = onEntry === undefined ? undefined : createHash('sha256');
		if (size === 0n) return {inode: {type: 'reg', ...attributes(entry), size}, sha256: hash?.digest('hex')};
		const object = await store.add(hashing(readContent(entry), hash), signal);
		contentBytes += size;
		if (object.added) objectsAdded++;
		return {
			inode: {
				type: 'reg',
				...attributes(entry),
				size,
				backing: Buffer.from(object.path),
				digest: Buffer.from(object.digest, 'hex'),
			},
			sha256: hash?.digest('hex'),
		};
	};

	const jobs = new Jobs(threads);
	const packLater = async (entry: SourceEntry): Promise<{inode: RegularFile; sha256: undefined}> => {
		const inode: RegularFile = {type: 'reg', ...attributes(entry), size: entry.stats.size};
		await jobs.add(async () => {
			const object = await store.addFile(entry, signal);
			contentBytes += object.size;
			if (object.added) objectsAdded++;
			inode.backing = Buffer.from(object.path);
			inode.digest = Buffer.from(object.digest, 'hex');
		});
		return {inode, sha256: undefined};
	};
	const pack = (entry: SourceEntry) => {
		if (entry.type !== 'reg') return {inode: toInode(entry), sha256: undefined};
		return threads > 1 && entry.stats.size >= worthAThread ? packLater(entry) : packFile(entry);
	};

	await using _ = jobs;
	for (const entry of walkSource(tree)) {
		await pacer.pause();
		const known = entry.link && inodes.get(entry.link);
		const packed = known ?? (await pack(entry));
		inodes.set(entry, packed);

		const parent = entry.parent && inodes.get(entry.parent)?.inode;
		if (parent?.type === 'dir') parent.entries.push({name: entry.name, inode: packed.inode});
		if (entry.parent === undefined && packed.inode.type === 'dir') root = packed.inode;

		for (const key of entry.unreadableXattrs)
			unreadableXattrs.push(`'${escapeBytes(entry.path)}': ${escapeBytes(key)}`);
		onEntry?.(manifestEntry(entry, packed.sha256));
		entries++;
		onAdvance(entries);
	}
	await jobs.done();
	if (root === undefined) throw new TypeError('Expected the walk of a tree to start with its root');
	return {root, entries, contentBytes, objectsAdded, unreadableXattrs};
}

function* hashing(chunks: Iterable<Buffer>, hash: Hash | undefined): Generator<Buffer> {
	for (const chunk of chunks) {
		hash?.update(chunk);
		yield chunk;
	}
}

function attributes({stats, xattrs}: SourceEntry): Attributes {
	return {
		permissions: Number(stats.mode & 0o7777n),
		uid: Number(stats.uid),
		gid: Number(stats.gid),
		mtime: stats.mtimeNs,
		ctime: stats.ctimeNs,
		xattrs,
	};
}

/** All but regular files, whose content goes to the store first. */
function toInode(entry: SourceEntry): Inode {
	const {type, stats} = entry;
	switch (type) {
		case 'dir':
			return {type, ...attributes(entry), size: 0n, entries: []};
		case 'lnk':
			return {type, ...attributes(entry), target: entry.target ?? Buffer.alloc(0)};
		case 'chr':
		case 'blk':
			return {type, ...attributes(entry), device: splitDevice(stats.rdev)};
		case 'fifo':
		case 'sock':
			return {type, ...attributes(entry)};
		case 'reg':
			throw new TypeError('Expected anything but a regular file');
	}
}
