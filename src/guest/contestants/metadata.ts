/** Trees of metadata alone, as overlayfs finds content through them. */
import {closeSync, ftruncateSync, openSync} from 'node:fs';
import {latin1} from '../../image/bytes.ts';
import type {Directory, RegularFile} from '../../image/tree.ts';
import {loadNative} from '../../native.ts';
import {layOutWhole} from './lay-out.ts';

/** The digest's head: version 0, length, flags, FS_VERITY_HASH_ALG_SHA256 (struct ovl_metacopy). */
const metacopyHead = Buffer.from([0, 36, 0, 1]);

/**
 * Lays out a tree whose files have no content and say where it is: `trusted.overlay.redirect` its path in a data-only layer,
 * `trusted.overlay.metacopy` its digest. `long`: files get their sizes, as holes. `space`: of these xattrs' names, which only root of
 * the first user namespace may have in `trusted`.
 */
export function layOutMetadata(
	tree: Directory,
	root: string,
	long: boolean,
	space: 'trusted' | 'user' = 'trusted',
): void {
	layOutWhole(tree, root, (inode, path, describe) => {
		const file = openSync(path, 'wx', 0o600);
		try {
			if (long) ftruncateSync(file, Number(inode.size));
		} finally {
			closeSync(file);
		}
		pointToContent(inode, path, space);
		describe();
	});
}

function pointToContent({backing, digest}: RegularFile, path: Buffer, space: string): void {
	if (backing === undefined) return;
	const native = loadNative();
	const metacopy = digest === undefined ? Buffer.alloc(0) : Buffer.concat([metacopyHead, digest]);
	native.lsetxattr(path, `${space}.overlay.redirect`, Buffer.from(`/${latin1(backing)}`, 'latin1'), 0);
	native.lsetxattr(path, `${space}.overlay.metacopy`, metacopy, 0);
}

/** Every backed file records what it must hold. */
export function hasAllDigests(tree: Directory): boolean {
	return tree.entries.every(({inode}) =>
		inode.type === 'dir'
			? hasAllDigests(inode)
			: inode.type !== 'reg' || inode.backing === undefined || inode.digest !== undefined,
	);
}
