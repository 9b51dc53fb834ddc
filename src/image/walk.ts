import {escapeBytes, joinPath} from './bytes.ts';
import type {ImageReader} from './reader.ts';
import {ImageError} from './rules.ts';
import type {StoredDirent} from './stored-dirents.ts';
import type {StoredInode} from './stored-inode.ts';

/** An entry met on the way through an image. Paths are made on demand: a hostile image may be as deep as it is long. */
export interface WalkedEntry {
	readonly inode: StoredInode;
	/** Undefined for the root. */
	readonly parent: WalkedEntry | undefined;
	/** Empty for the root. */
	readonly name: Buffer;
}

/** Every entry, depth first in the order of the dirents, the root first. A directory met twice is an ImageError. */
export function* walkImage(reader: ImageReader): Generator<WalkedEntry> {
	const root: WalkedEntry = {inode: reader.root, parent: undefined, name: Buffer.alloc(0)};
	const seen = new Set<number>([root.inode.number]);
	const open: {entry: WalkedEntry; dirents: StoredDirent[]; next: number}[] = [];

	yield root;
	open.push({entry: root, dirents: reader.dirents(root.inode), next: 0});
	for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
		const dirent = top.dirents[top.next++];
		if (dirent === undefined) {
			open.pop();
			continue;
		}
		const entry = {inode: dirent.inode, parent: top.entry, name: dirent.name};
		if (dirent.inode.type !== 'dir') {
			yield entry;
			continue;
		}
		if (seen.has(dirent.inode.number))
			throw new ImageError('directory-parents', {
				inode: dirent.inode.number,
				offset: dirent.offset,
				value: `a second one, '${escapeBytes(pathOf(entry))}'`,
			});
		seen.add(dirent.inode.number);
		yield entry;
		open.push({entry, dirents: reader.dirents(dirent.inode), next: 0});
	}
}

export function pathOf(entry: WalkedEntry): Buffer {
	const names: Buffer[] = [];
	for (let at = entry; at.parent !== undefined; at = at.parent) names.push(at.name);
	return names.reverse().reduce<Buffer>(joinPath, Buffer.from('/'));
}
