import {execFileSync} from 'node:child_process';
import {closeSync, lstatSync, lutimesSync, openSync, readFileSync, writeSync} from 'node:fs';
import {latin1} from '../image/bytes.ts';
import type {Directory, Inode} from '../image/tree.ts';
import {constants as c, loadNative} from '../native.ts';
import {layOutTree} from './lay-out-tree.ts';

/** Of the on-disk format (fs/erofs/erofs_fs.h), as far as sizes are concerned. */
const layout = {superblock: 1024, metaBlock: 40, blockBits: 12, inodeUnit: 32, size: 8} as const;
const extended = 1;

/**
 * Writes an EROFS image of a tree's metadata, for itself and for overlayfs above it: files are where their objects are
 * (`trusted.overlay.redirect`), and what is known of them is here alone (`trusted.overlay.metacopy`). `mkfs.erofs` takes
 * the bytes of the files in, be they holes. So it is given empty ones, and their sizes are written into its inodes: nobody
 * reads a file of this image but through overlayfs. `source` and `target` are two empty directories to mount on.
 */
export function writeErofsMetadata(tree: Directory, image: string, source: string, target: string): void {
	const native = loadNative();
	native.mount('tmpfs', source, 'tmpfs', 0, 'size=90%,nr_inodes=0');
	try {
		const sizes = new Map<string, bigint>();
		layOutTree(tree, source, {
			sizes: false,
			owners: true,
			onEntry: (path, inode) => {
				describe(path, inode);
				if (inode.type === 'reg' && inode.size > 0n) sizes.set(path.slice(source.length), inode.size);
			},
		});
		execFileSync('/usr/bin/mkfs.erofs', ['--quiet', '-Enosbcrc', image, source], {stdio: 'pipe'});
		writeSizes(image, target, sizes);
	} finally {
		native.umount2(source, 0);
	}
}

/** What overlayfs looks for, and what the tree has itself. */
function describe(path: string, inode: Inode): void {
	const native = loadNative();
	const set = (key: string, value: Uint8Array) => native.lsetxattr(path, key, value, 0);
	if (inode.type === 'reg' && inode.backing !== undefined) {
		set('trusted.overlay.redirect', Buffer.from(`/${latin1(inode.backing)}`));
		// struct ovl_metacopy: version 0, length, flags, FS_VERITY_HASH_ALG_SHA256, the digest.
		const head = Buffer.from([0, 36, 0, 1]);
		set('trusted.overlay.metacopy', Buffer.concat([head, inode.digest ?? Buffer.alloc(32)]));
	}
	for (const {key, value} of inode.xattrs) set(latin1(key), value);
	const seconds = Number(inode.mtime / 1_000_000_000n);
	lutimesSync(path, seconds, seconds);
}

/** The inode number that EROFS shows is the inode's place. */
function writeSizes(image: string, target: string, sizes: ReadonlyMap<string, bigint>): void {
	const native = loadNative();
	native.mount(image, target, 'erofs', c.MS_RDONLY, null);
	const numbers = [...sizes].map(([path, size]) => ({size, number: lstatSync(`${target}${path}`).ino}));
	native.umount2(target, 0);

	const bytes = readFileSync(image);
	const start = bytes.readUInt32LE(layout.superblock + layout.metaBlock) << layout.blockBits;
	const file = openSync(image, 'r+');
	try {
		for (const {number, size} of numbers) {
			const inode = start + number * layout.inodeUnit;
			const long = (bytes.readUInt16LE(inode) & 1) === extended;
			const field = Buffer.alloc(long ? 8 : 4);
			if (long) field.writeBigUInt64LE(size);
			else field.writeUInt32LE(Number(size));
			writeSync(file, field, 0, field.length, inode + layout.size);
		}
	} finally {
		closeSync(file);
	}
}
