import {mkdir, mkdtemp, open, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {InfraError} from '../errors.ts';
import {diskFull, noSpace, pruneFolder, touch} from './cache.ts';
import {type DiskNeeds, measureDirectory} from './disk-size.ts';
import {keyOf} from './fingerprint.ts';
import type {Kernel} from './interfaces.ts';
import {hasKernelModule} from './modules.ts';
import {findProgram, needProgram} from './program.ts';
import {lastLines, runTool} from './tool.ts';

export type FilesystemType = 'ext4' | 'btrfs' | 'xfs';

export interface ScratchDiskOptions {
	readonly type: FilesystemType;
	/** The file is sparse: what isn't used costs nothing. */
	readonly sizeMiB: number;
	/** A directory whose content the filesystem starts with. ext4 only. */
	readonly from?: string;
	/** Enough inodes for `from`; the default is one per 16 KiB. */
	readonly inodes?: number;
	/** Default: the same for all scratch disks. */
	readonly uuid?: string;
	/** The image to make. What lies there is replaced. */
	readonly path: string;
	readonly signal?: AbortSignal | undefined;
}

export interface CachedDiskOptions {
	/** Absolute path of the cache. */
	readonly cache: string;
	readonly signal?: AbortSignal | undefined;
}

/** Counted up when filled disks of before must not be used. */
const filledFormat = 1;

/** For all disks together. The largest are stores of whole trees. */
const maximumDiskBytes = 6 * 2 ** 30;

/** Empty filesystems are this large: btrfs wants 110 MiB at least, xfs 300. */
const emptySizeMiB = 512;

/** Each disk has the same UUID and hash seed each time, and with it the same order of names on the disk. */
const uuids = {
	scratch: '8f6c3a52-0d4b-4e57-9a53-c0f5bec0f501',
	second: '8f6c3a52-0d4b-4e57-9a53-c0f5bec0f502',
	store: '8f6c3a52-0d4b-4e57-9a53-c0f5bec0f503',
} as const;

type Makers = Readonly<Record<FilesystemType, (options: ScratchDiskOptions) => string[]>>;

/**
 * ext4 with 4 KiB blocks whatever the size, because fs-verity wants blocks of a page (a small disk would get 1 KiB), and
 * its tables written at once, because otherwise the guest's kernel writes them in the background of whatever it runs.
 */
const makers: Makers = {
	ext4: ({from, inodes, uuid = uuids.scratch}) => [
		...['-q', '-F', '-b', '4096', '-O', 'verity', '-m', '0', '-U', uuid],
		...['-E', `hash_seed=${uuid},root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0`],
		...(inodes === undefined ? [] : ['-N', String(inodes)]),
		...(from === undefined ? [] : ['-d', from]),
	],
	btrfs: ({uuid = uuids.scratch}) => ['-q', '-f', '-U', uuid],
	xfs: ({uuid = uuids.scratch}) => ['-q', '-f', '-m', `uuid=${uuid}`],
};

/** Makes a filesystem in a sparse file, without root. */
export async function makeScratchDisk(options: ScratchDiskOptions): Promise<void> {
	const {type, sizeMiB, from, path, signal} = options;
	if (from !== undefined && type !== 'ext4')
		throw new TypeError(`Expected ext4 for a filesystem that starts with a directory, got ${type}`);
	const maker = await needProgram(`mkfs.${type}`);
	await makeSparse(path, sizeMiB);
	const {exitCode, all} = await runTool(maker, [...makers[type](options), path], {
		// The host's list of filesystems may hold a disk of another checkout, of the same UUID, which btrfs then refuses.
		env: {BLKID_FILE: '/dev/null'},
		signal,
	});
	if (exitCode === 0) return;

	await rm(path, {force: true});
	if (/No space left on device/.test(all)) throw diskFull(dirname(path), sizeMiB * 2 ** 20);
	throw new InfraError(`mkfs.${type} could not make ${path} (exit code ${exitCode})`, {
		detail: lastLines(all),
	});
}

/** An empty ext4 with fs-verity, made once. */
export async function cachedScratchDisk(options: CachedDiskOptions): Promise<string> {
	return cachedEmptyDisk('ext4', uuids.scratch, options);
}

/**
 * An empty disk for a second backing filesystem: btrfs or xfs where this host has its mkfs and the kernel its module,
 * else another ext4.
 */
export async function cachedSecondDisk(kernel: Kernel, options: CachedDiskOptions): Promise<string> {
	for (const type of ['btrfs', 'xfs'] as const)
		if ((await findProgram(`mkfs.${type}`)) && (await hasKernelModule(kernel, type)))
			return cachedEmptyDisk(type, uuids.second, options);
	return cachedEmptyDisk('ext4', uuids.second, options);
}

/** What `cachedDisk` fills a disk with, and by which key it is known. */
export interface FilledDiskOptions extends CachedDiskOptions {
	/** Of the content: equal keys are the same disk. */
	readonly key: string;
	/** Makes the directory that the filesystem starts with, in an empty one that is removed afterwards. */
	readonly fill: (directory: string) => Promise<void>;
	/** Room for what `finish` adds; default: what the directory needs. */
	readonly needs?: DiskNeeds;
	/** Works on the disk before it is kept, such as enabling fs-verity in a guest. */
	readonly finish?: (path: string) => Promise<void>;
}

/** An ext4 made of a directory, with room for the fs-verity data of every file, kept by key. */
export async function cachedDisk({
	cache,
	key,
	fill,
	needs,
	finish,
	signal,
}: FilledDiskOptions): Promise<string> {
	return cachedImage(cache, keyOf(['filled', filledFormat, key]), async (path) => {
		const from = await mkdtemp(join(cache, 'disks', 'content-'));
		try {
			await fill(from);
			const {sizeMiB, inodes} = needs ?? (await measureDirectory(from));
			await makeScratchDisk({type: 'ext4', sizeMiB, inodes, from, uuid: uuids.store, path, signal});
		} catch (error) {
			throw noSpace(error, cache) ?? error;
		} finally {
			await rm(from, {recursive: true, force: true});
		}
		await finish?.(path);
	});
}

function cachedEmptyDisk(
	type: FilesystemType,
	uuid: string,
	{cache, signal}: CachedDiskOptions,
): Promise<string> {
	const options = {type, sizeMiB: emptySizeMiB, uuid, path: '', signal};
	const key = keyOf(['empty', emptySizeMiB, type, makers[type](options)]);
	return cachedImage(cache, key, (path) => makeScratchDisk({...options, path}));
}

/** A disk image that is there whole or not at all. Two runs may make the same one; the last to finish wins. */
async function cachedImage(
	cache: string,
	key: string,
	make: (path: string) => Promise<void>,
): Promise<string> {
	const path = join(cache, 'disks', `${key}.img`);
	if (await stat(path).catch(() => undefined)) {
		await touch(path);
		return path;
	}
	await mkdir(dirname(path), {recursive: true});
	const temporary = `${path}.new-${process.pid}`;
	try {
		await make(temporary);
		await rename(temporary, path);
		await pruneFolder(dirname(path), {maximumBytes: maximumDiskBytes, keep: basename(path)});
	} finally {
		await rm(temporary, {force: true});
	}
	return path;
}

async function makeSparse(path: string, sizeMiB: number): Promise<void> {
	const file = await open(path, 'w').catch((cause) => {
		throw (
			noSpace(cause, dirname(path)) ??
			new InfraError(`Can't make the disk ${path}: ${cause.message}`, {cause})
		);
	});
	try {
		await file.truncate(sizeMiB * 2 ** 20);
	} finally {
		await file.close();
	}
}
