import {lstat, readdir} from 'node:fs/promises';
import {join} from 'node:path';

/** What a directory's content occupies on an ext4 with 4 KiB blocks, once fs-verity is enabled on every file. */
export interface DiskNeeds {
	readonly sizeMiB: number;
	readonly inodes: number;
}

const block = 4096;
const inodeBytes = 256;
const hashesPerBlock = block / 32;

/** The journal, group descriptors and other tables of a small filesystem, and some room to work in. */
const fixedBytes = 64 * 2 ** 20;
const spareInodes = 1024;

export async function measureDirectory(directory: string): Promise<DiskNeeds> {
	let bytes = 0;
	let inodes = 0;
	for (const entry of await readdir(directory, {recursive: true, withFileTypes: true})) {
		inodes++;
		if (entry.isDirectory()) bytes += 2 * block;
		else if (entry.isFile()) bytes += fileBytes((await lstat(join(entry.parentPath, entry.name))).size);
		else bytes += block;
	}
	const total = (bytes + inodes * inodeBytes) * 1.1 + fixedBytes;
	return {sizeMiB: Math.ceil(total / 2 ** 20), inodes: inodes + spareInodes};
}

/** The content, its directory entry's share, the Merkle tree of its hashes, and the block of the fs-verity descriptor. */
export function fileBytes(size: number): number {
	const contentBlocks = Math.ceil(size / block);
	let treeBlocks = 0;
	for (let level = contentBlocks; level > 1; ) {
		level = Math.ceil(level / hashesPerBlock);
		treeBlocks += level;
	}
	const extentBlocks = 2; // deep extent trees and long names
	return (contentBlocks + treeBlocks + 1 + extentBlocks) * block;
}
