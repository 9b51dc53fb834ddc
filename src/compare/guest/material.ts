import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {writeErofsMetadata} from '../../guest/erofs-metadata.ts';
import {measureVerity, writeImageFile} from '../../guest/store.ts';
import type {Place} from '../../guest/workspace.ts';
import {encodeAcl} from '../../image/acl.ts';
import {latin1} from '../../image/bytes.ts';
import {
	type Directory,
	directory,
	findInode,
	type RegularFile,
	regularFile,
	symlink,
} from '../../image/tree.ts';
import {enableVerity} from '../../store/enable-verity.ts';
import {fsverityDigest} from '../../store/fsverity.ts';

/** A tree, and its content by path. */
export interface Sample {
	readonly tree: Directory;
	readonly contents: ReadonlyMap<string, Buffer>;
}

/** What every contestant has at hand before the clock runs: a store, and its own form of the image. */
export interface Material extends Sample {
	/** The disk that its images lie on, and what is made to show it. */
	readonly place: Place;
	/** Directories of objects with fs-verity on, by digest; the first that has one wins. */
	readonly stores: readonly string[];
	/** The image of composefs, fs-verity on. */
	readonly image: string;
	/** The images' own digests, hexadecimal, as somebody who is trusted told them; without them nobody asks. */
	readonly digest?: {readonly composefs: string; readonly erofs: string};
	/** The same metadata as an EROFS image for overlayfs, fs-verity on. */
	readonly erofs: string;
}

/** Who may read the file "granted" by an entry of its ACL, and by nothing else. */
export const granted = {
	uid: 2000,
	acl: {
		key: Buffer.from('system.posix_acl_access'),
		value: encodeAcl({owner: 6, group: 0, others: 0, users: {2000: 4}, mask: 4}),
	},
};

const folders = 12;
const filesEach = 20;

/** A file with its content in an object that is named for its digest. */
export function sampleFile(content: Buffer, permissions = 0o644, owner = 0): RegularFile {
	const digest = fsverityDigest(content).toString('hex');
	const backing = `${digest.slice(0, 2)}/${digest.slice(2)}`;
	return regularFile(
		{size: content.length, backing, digest},
		{permissions, uid: owner, gid: owner, mtime: 1_700_000_000_000_000_000n},
	);
}

/** A small tree of files of 1 to 12 KiB, the same for the same seed of the case; `own` makes its last folder another one. */
export function sampleTree(own = ''): Sample {
	const contents = new Map<string, Buffer>();
	const file = (path: string, size: number, permissions = 0o644, owner = 0) => {
		const content = Buffer.alloc(size, `${path}${path.startsWith(`folder-${folders - 1}/`) ? own : ''}\n`);
		contents.set(path, content);
		return sampleFile(content, permissions, owner);
	};
	const names = (count: number) => Array.from({length: count}, (_, index) => index);
	const tree = directory([
		...names(folders).map((folder) => {
			const path = `folder-${folder}`;
			const files = names(filesEach).map(
				(index) => [`file-${index}`, file(`${path}/file-${index}`, 1024 + 577 * index)] as const,
			);
			return [path, directory([...files, ['link', symlink('file-0')] as const])] as const;
		}),
		['secret', file('secret', 4096, 0o600)] as const,
		['twin', file('twin', 4096)] as const,
		['granted', {...file('granted', 2000, 0o640), xattrs: [granted.acl]}] as const,
		['closed', file('closed', 1500, 0, 2000)] as const,
		['owned', file('owned', 3000, 0o640, 1000)] as const,
		// The same object as that of "secret", which everybody may read here.
		['public', {...file('secret', 4096), permissions: 0o644}] as const,
	]);
	return {tree, contents};
}

export function makeMaterial(t: CaseContext, own = ''): Material {
	return packSample(t, sampleTree(own), [join(t.tmp('scratch'), 'objects')]);
}

/** Makes the images of a tree at a place, and adds to the first of the stores what none of them has yet. */
export function packSample(
	t: CaseContext,
	{tree, contents}: Sample,
	stores: readonly string[],
	place: Place = 'scratch',
): Material {
	addObjects({tree, contents}, stores);
	const folder = t.tmp(place);
	const image = writeImageFile(join(folder, 'image.cfs'), tree, true);
	const erofs = join(folder, 'image.erofs');
	writeErofsMetadata(tree, erofs, t.tmp(), t.tmp());
	enableVerity(erofs);
	const digest = {
		composefs: image.digest?.toString('hex') ?? '',
		erofs: measureVerity(erofs).toString('hex'),
	};
	return {tree, contents, place, stores, image: image.path, digest, erofs};
}

/** Where the object of a file is. */
export function objectOf({tree, stores}: Material, path: string): string {
	const inode = findInode(tree, path);
	if (inode?.type !== 'reg' || inode.backing === undefined)
		throw new Error(`Expected ${path} to have content`);
	const object = latin1(inode.backing);
	return join(stores.find((store) => existsSync(join(store, object))) ?? stores[0] ?? '', object);
}

/** Adds to the first of the stores what none of them has yet, with fs-verity. */
export function addObjects({tree, contents}: Sample, stores: readonly string[]): void {
	for (const [path, content] of contents) {
		const inode = findInode(tree, path);
		if (inode?.type !== 'reg' || inode.backing === undefined) continue;
		const object = latin1(inode.backing);
		if (stores.some((store) => existsSync(join(store, object)))) continue;
		const added = join(stores[0] ?? '', object);
		mkdirSync(dirname(added), {recursive: true});
		writeFileSync(added, content, {flag: 'wx'});
		enableVerity(added);
	}
}
