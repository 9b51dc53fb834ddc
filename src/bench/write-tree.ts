import {
	closeSync,
	ftruncateSync,
	lchownSync,
	lstatSync,
	lutimesSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeSync,
} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {BenchError, InfraError, UsageError} from '../errors.ts';
import {splitTime} from '../image/layout.ts';
import type {Directory, Inode} from '../image/tree.ts';
import {constants, loadNative} from '../native.ts';
import {temporaryName} from '../store/draft.ts';
import {Pacer} from '../store/pacer.ts';
import {contentOf} from './fill-content.ts';

export interface WriteTreeOptions {
	/** Write what `fillContent` puts into a store; else files are holes of their sizes. Default false. */
	readonly content?: boolean;
	readonly onAdvance?: (entries: number) => void;
	readonly signal?: AbortSignal;
}

export interface WrittenTree {
	/** The root included. */
	readonly entries: number;
	/** Owners and xattrs that only root may set, and nobody has set. */
	readonly leftOut: number;
}

/**
 * Makes a generated tree on a filesystem: directories, files and symbolic links with their modes and times, and their owners and
 * xattrs as far as the process may set them. The directory must not exist yet, and is there when all of it is. Throws an
 * InfraError where something can't be made, and then leaves nothing.
 */
export async function writeTree(
	root: Directory,
	path: string,
	options: WriteTreeOptions = {},
): Promise<WrittenTree> {
	const {content = false, onAdvance = () => {}, signal} = options;
	const pacer = new Pacer(signal);
	let [entries, leftOut] = [0, 0];

	const make = async (inode: Inode, at: string): Promise<void> => {
		await pacer.pause();
		if (inode.type === 'dir') {
			mkdirSync(at, 0o700);
			for (const {name, inode: child} of inode.entries) await make(child, `${at}/${name.toString()}`);
		} else if (inode.type === 'lnk') symlinkSync(inode.target, at);
		else if (inode.type === 'reg') {
			const fd = openSync(at, 'wx', 0o600);
			try {
				const size = Number(inode.size);
				if (content && inode.backing !== undefined)
					for (const chunk of contentOf(inode.backing.toString('latin1'), size)) {
						for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
						await pacer.pause();
					}
				else ftruncateSync(fd, size);
			} finally {
				closeSync(fd);
			}
		} else throw new TypeError(`Expected a directory, file or link, got a ${inode.type}`);
		leftOut += setAttributes(inode, at);
		onAdvance(++entries);
	};
	const absolute = resolve(path);
	const temporary = temporaryName(dirname(absolute));
	try {
		if (lstatSync(absolute, {throwIfNoEntry: false}) !== undefined)
			throw new UsageError(`Expected the name of a new directory, got '${path}', which is there`);
		await make(root, temporary);
		renameSync(temporary, absolute);
	} catch (error) {
		rmSync(temporary, {recursive: true, force: true});
		signal?.throwIfAborted();
		if (error instanceof BenchError || (error as NodeJS.ErrnoException).code === undefined) throw error;
		throw new InfraError(`The tree '${path}' can't be made: ${(error as Error).message}`, {cause: error});
	}
	return {entries, leftOut};
}

/** Owner first, because it takes setuid bits and capabilities away. Gives how many were refused. */
function setAttributes(inode: Inode, at: string): number {
	let refused = 0;
	const attempt = (step: () => void) => {
		try {
			step();
		} catch (error) {
			const {code} = error as NodeJS.ErrnoException;
			if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
			refused++;
		}
	};
	const {geteuid = () => 0, getegid = () => 0} = process;
	if (inode.uid !== geteuid() || inode.gid !== getegid()) attempt(() => lchownSync(at, inode.uid, inode.gid));
	if (inode.type !== 'lnk') loadNative().fchmodat(constants.AT_FDCWD, at, inode.permissions);
	for (const {key, value} of inode.xattrs) attempt(() => loadNative().lsetxattr(at, key, value, 0));
	const {sec, nsec} = splitTime(inode.mtime);
	const time = Number(sec) + nsec / 1e9;
	lutimesSync(at, time, time);
	return refused;
}
