import {execFileSync} from 'node:child_process';
import {closeSync, lstatSync, openSync, readFileSync, writeSync} from 'node:fs';
import type {Directory, Inode} from '../image/tree.ts';
import {constants as c, loadNative} from '../native.ts';
import {layOutMetadata} from './contestants/metadata.ts';

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
		layOutMetadata(tree, source, false);
		execFileSync('/usr/bin/mkfs.erofs', ['--quiet', '-Enosbcrc', image, source], {stdio: 'pipe'});
		writeSizes(image, target, sizesOf(tree, target));
	} finally {
		native.umount2(source, 0);
	}
}

/** By path below the root of the image when it is mounted; one path for an inode of several. */
function sizesOf(
	tree: Directory,
	root: string,
): ReadonlyMap<Inode, {readonly path: Buffer; readonly size: bigint}> {
	const sizes = new Map<Inode, {path: Buffer; size: bigint}>();
	const look = ({entries}: Directory, at: Buffer) => {
		for (const {name, inode} of entries) {
			const path = Buffer.concat([at, Buffer.from('/'), name]);
			if (inode.type === 'dir') look(inode, path);
			else if (inode.type === 'reg' && inode.size > 0n) sizes.set(inode, {path, size: inode.size});
		}
	};
	look(tree, Buffer.from(root));
	return sizes;
}

/** The inode number that EROFS shows is the inode's place. */
function writeSizes(image: string, target: string, sizes: ReturnType<typeof sizesOf>): void {
	const native = loadNative();
	native.mount(image, target, 'erofs', c.MS_RDONLY, null);
	const numbers = [...sizes.values()].map(({path, size}) => ({size, number: lstatSync(path).ino}));
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
