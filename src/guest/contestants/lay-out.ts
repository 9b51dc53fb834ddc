import {closeSync, copyFileSync, existsSync, fsyncSync, ftruncateSync, openSync} from 'node:fs';
import {latin1} from '../../image/bytes.ts';
import {modeOf, splitTime} from '../../image/layout.ts';
import type {Directory, Inode, RegularFile} from '../../image/tree.ts';
import {constants as c, loadNative} from '../../native.ts';

const here = c.AT_FDCWD;

/** How a regular file comes to be at a path; `describe` gives it its metadata. */
export type MakeFile = (inode: RegularFile, path: Buffer, describe: () => void) => void;

/**
 * Makes a tree below an existing directory, which becomes its root: every type, hard links, owners, modes, times to the
 * nanosecond and xattrs, as far as the filesystem below can hold them. Throws the SyscallError of the call that can't be done.
 */
export function layOutWhole(tree: Directory, root: string, makeFile: MakeFile): void {
	const native = loadNative();
	const made = new Map<Inode, Buffer>();
	const fill = (directory: Directory, at: Buffer) => {
		for (const {name, inode} of directory.entries) {
			const path = Buffer.concat([at, Buffer.from('/'), name]);
			const first = made.get(inode);
			if (first !== undefined) {
				native.linkat(here, first, here, path, 0);
				continue;
			}
			if (inode.type === 'dir') {
				native.mkdirat(here, path, 0o700);
				fill(inode, path);
				describeInode(inode, path);
				continue;
			}
			made.set(inode, path);
			if (inode.type === 'reg') makeFile(inode, path, () => describeInode(inode, path));
			else {
				if (inode.type === 'lnk') native.symlinkat(inode.target, here, path);
				else {
					const {major, minor} = 'device' in inode ? inode.device : {major: 0, minor: 0};
					native.mknodat(here, path, modeOf(inode.type, 0), major, minor);
				}
				describeInode(inode, path);
			}
		}
	};
	fill(tree, Buffer.from(root));
	describeInode(tree, Buffer.from(root));
}

/** Owner first, because a change of it takes setuid bits and capabilities away; the times last. */
function describeInode(inode: Inode, path: Buffer): void {
	const native = loadNative();
	native.fchownat(here, path, inode.uid, inode.gid, c.AT_SYMLINK_NOFOLLOW);
	if (inode.type !== 'lnk') native.fchmodat(here, path, inode.permissions);
	for (const {key, value} of inode.xattrs) native.lsetxattr(path, key, value, 0);
	const time = splitTime(inode.mtime);
	native.utimensat(here, path, time, time, c.AT_SYMLINK_NOFOLLOW);
}

/** The same with the content of the files, as far as the stores have it. */
export function layOutCopy(tree: Directory, root: string, stores: readonly string[]): void {
	layOutFiles(tree, root, stores, copyContent);
}

/** The same on a filesystem that is unmounted before its files are read by anybody but who makes an image of them. */
export function layOutForImage(tree: Directory, root: string, stores: readonly string[]): void {
	layOutFiles(tree, root, stores, copyObject);
}

function layOutFiles(
	tree: Directory,
	root: string,
	stores: readonly string[],
	copy: typeof copyObject,
): void {
	layOutWhole(tree, root, (inode, path, describe) => {
		copy(inode, stores, path);
		describe();
	});
}

/** A file with the bytes of its backing file, and with a hole of its size where no store has one. */
function copyObject(inode: RegularFile, stores: readonly string[], path: Buffer): void {
	const object = objectOf(inode, stores);
	if (object !== undefined) {
		copyFileSync(object, path);
		return;
	}
	const file = openSync(path, 'wx', 0o600);
	try {
		ftruncateSync(file, Number(inode.size));
	} finally {
		closeSync(file);
	}
}

/** The same, and its pages leave the cache: what is read from a new image comes from the disk, too. */
export function copyContent(inode: RegularFile, stores: readonly string[], path: Buffer): void {
	copyObject(inode, stores, path);
	const file = openSync(path, 'r+');
	try {
		fsyncSync(file);
		loadNative().posix_fadvise(file, 0, 0, c.POSIX_FADV_DONTNEED);
	} finally {
		closeSync(file);
	}
}

/** The backing file in the first store that has it. */
function objectOf({backing}: RegularFile, stores: readonly string[]): string | undefined {
	if (backing === undefined) return undefined;
	return stores.map((store) => `${store}/${latin1(backing)}`).find((path) => existsSync(path));
}
