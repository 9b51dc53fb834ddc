import {type BigIntStats, constants, lstatSync, readdirSync, readlinkSync, realpathSync} from 'node:fs';
import {InfraError, UsageError} from '../errors.ts';
import {escapeBytes, joinPath} from '../image/bytes.ts';
import type {Device, InodeType} from '../image/layout.ts';
import type {Xattr} from '../image/tree.ts';
import {readXattrs} from './xattrs.ts';

/** One entry of a directory tree on a mounted filesystem. */
export interface SourceEntry {
	/** Where it is in the tree: "/" is the tree's root. */
	readonly path: Buffer;
	/** The last part of the path; empty for the root. */
	readonly name: Buffer;
	/** Undefined for the root. */
	readonly parent: SourceEntry | undefined;
	/** Where it is for system calls. */
	readonly file: Buffer;
	readonly type: InodeType;
	readonly stats: BigIntStats;
	/** Sorted by key. */
	readonly xattrs: readonly Xattr[];
	/** Keys that the filesystem lists but gives no value for. */
	readonly unreadableXattrs: readonly Buffer[];
	/** Of a symbolic link. */
	readonly target: Buffer | undefined;
	/** The entry met before that is the same inode. */
	readonly link: SourceEntry | undefined;
}

/**
 * Walks a tree depth first, the names of a directory in byte order, the root first. Hard links are recognised within
 * the tree. A directory on another filesystem is a mount point: it is listed with what stat says, but not entered.
 * Throws an InfraError that names what can't be read, or that changed meanwhile.
 */
export function* walkSource(tree: string): Generator<SourceEntry> {
	const file = resolveTree(tree);
	const root = readEntry(file, Buffer.from('/'), Buffer.alloc(0), undefined);
	const links = new Map<string, SourceEntry>();
	const stack = [root];
	for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
		const {dev, ino, nlink} = entry.stats;
		const key = `${dev}:${ino}`;
		const link = entry.type === 'dir' || nlink === 1n ? undefined : links.get(key);
		if (link === undefined && entry.type !== 'dir' && nlink > 1n) links.set(key, entry);
		yield link === undefined ? entry : {...entry, link};

		if (entry.type === 'dir' && dev === root.stats.dev) {
			const children = readChildren(entry);
			for (let index = children.length - 1; index >= 0; index--) stack.push(children[index] as SourceEntry);
		}
	}
}

/** A tree's root, absolute and without symbolic links. Throws a UsageError for what is no directory. */
export function resolveTree(tree: string): Buffer {
	let file: Buffer;
	try {
		file = realpathSync(tree, 'buffer');
	} catch (error) {
		throw new UsageError(`Expected a directory as tree, got '${tree}': ${(error as Error).message}`, {
			cause: error,
		});
	}
	if (!lstatSync(file).isDirectory())
		throw new UsageError(`Expected a directory as tree, got '${tree}', which is none`);
	return file;
}

function readEntry(file: Buffer, path: Buffer, name: Buffer, parent: SourceEntry | undefined): SourceEntry {
	return reading(file, () => {
		const stats = lstatSync(file, {bigint: true});
		const type = typeOf(stats);
		if (type === undefined) throw new Error(`its mode is 0${stats.mode.toString(8)}, which is no known type`);
		const {xattrs, unreadable} = readXattrs(file);
		const target = type === 'lnk' ? readlinkSync(file, 'buffer') : undefined;
		return {
			path,
			name,
			parent,
			file,
			type,
			stats,
			xattrs,
			unreadableXattrs: unreadable,
			target,
			link: undefined,
		};
	});
}

function readChildren(entry: SourceEntry): SourceEntry[] {
	const names = reading(entry.file, () => readdirSync(entry.file, 'buffer')).sort((a, b) => a.compare(b));
	const children = names.map((name) =>
		readEntry(joinPath(entry.file, name), joinPath(entry.path, name), name, entry),
	);
	const after = reading(entry.file, () => lstatSync(entry.file, {bigint: true}));
	if (!isUnchanged(entry.stats, after)) throw changed(entry.file, 'directory');
	return children;
}

const typesByFormat: Readonly<Record<number, InodeType>> = {
	[constants.S_IFDIR]: 'dir',
	[constants.S_IFREG]: 'reg',
	[constants.S_IFLNK]: 'lnk',
	[constants.S_IFCHR]: 'chr',
	[constants.S_IFBLK]: 'blk',
	[constants.S_IFIFO]: 'fifo',
	[constants.S_IFSOCK]: 'sock',
};

function typeOf(stats: BigIntStats): InodeType | undefined {
	return typesByFormat[Number(stats.mode) & constants.S_IFMT];
}

/** The C library's dev_t: 12 bits of major, then minor, major and minor again in ever higher places (makedev(3)). */
export function splitDevice(dev: bigint): Device {
	return {
		major: Number(((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n)),
		minor: Number((dev & 0xffn) | ((dev >> 12n) & 0xffffff00n)),
	};
}

/** Whether a file is as it was: what can't be written without a trace in one of these. */
export function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
	return (
		before.ino === after.ino &&
		before.size === after.size &&
		before.mtimeNs === after.mtimeNs &&
		before.ctimeNs === after.ctimeNs
	);
}

export function changed(file: Buffer, what: 'file' | 'directory'): InfraError {
	return new InfraError(`The ${what} '${escapeBytes(file)}' changed while it was read`, {
		remedy: 'Use a tree that nobody writes to.',
	});
}

/** Runs one step of reading; what fails is told with the name of the file. */
export function reading<T>(file: Buffer, step: () => T): T {
	try {
		return step();
	} catch (error) {
		if (error instanceof InfraError) throw error;
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') throw changed(file, 'file');
		throw new InfraError(`The file '${escapeBytes(file)}' can't be read: ${message}`, {
			cause: error,
			...(code === 'EACCES' || code === 'EPERM'
				? {remedy: 'Run as a user who may read the whole tree.'}
				: {}),
		});
	}
}
