import {
	chmodSync,
	chownSync,
	closeSync,
	existsSync,
	linkSync,
	lutimesSync,
	mkdirSync,
	openSync,
	readdirSync,
	readlinkSync,
	rmdirSync,
	symlinkSync,
	unlinkSync,
} from 'node:fs';
import {join} from 'node:path';
import {latin1} from '../../image/bytes.ts';
import {modeOf} from '../../image/layout.ts';
import type {Directory} from '../../image/tree.ts';
import {constants as c, loadNative} from '../../native.ts';
import type {ContestantName} from '../evidence.ts';
import type {Material} from './material.ts';

/** Counts what a contestant asks the kernel for, and what it leaves on a disk. */
export class Account {
	calls = 0;
	created = 0;
	/** Of each mount(2), its arguments; a descriptor by the name of its file, so that another process can do the same. */
	readonly mounts: MountArguments[] = [];

	/** One system call, or `calls` of them. */
	ask<Result>(call: () => Result, calls = 1): Result {
		this.calls += calls;
		return call();
	}

	/** One that makes an entry of a directory. */
	make<Result>(call: () => Result): Result {
		this.created++;
		return this.ask(call);
	}
}

export type MountArguments = readonly [
	source: string,
	target: string,
	type: string,
	flags: number,
	data: string | null,
];

/** A way to have the tree of a material at a path, from the image and the store at hand to nothing left. */
export interface Contestant {
	readonly name: ContestantName;
	readonly modules: readonly string[];
	/** Its files are links to objects, which must lie on one filesystem with them. */
	readonly links?: true;
	/** Makes the tree appear at `target`, an empty directory; `work` is another on the store's filesystem. */
	setUp(material: Material, target: string, work: string, account: Account): void;
	tearDown(target: string, work: string, account: Account): void;
	/** What of a material has to stay on the disk for the tree to be there: files, and directories with all that is in them. */
	keeps(material: Material): readonly string[];
}

function mountAs(
	account: Account,
	source: string,
	target: string,
	type: string,
	data: string,
	flags: number = c.MS_RDONLY,
) {
	const given = [target, type, flags, data === '' ? null : data] as const;
	account.ask(() => loadNative().mount(source, ...given));
	account.mounts.push([source.startsWith('/proc/self/fd/') ? readlinkSync(source) : source, ...given]);
}

function unmount(account: Account, target: string) {
	account.ask(() => loadNative().umount2(target, 0));
}

/** The kernel itself compares the image's digest, where one is asked for. */
const composefs: Contestant = {
	name: 'composefs',
	modules: [],
	setUp({image, stores, digest}, target, _work, account) {
		const trust = digest === undefined ? '' : `,digest=${digest.composefs}`;
		mountAs(account, image, target, 'composefs', `basedir=${stores.join(':')}${trust}`);
	},
	tearDown(target, _work, account) {
		unmount(account, target);
	},
	keeps: ({image, stores}) => [image, ...stores],
};

/**
 * As production does it: metadata in EROFS, mounted from a file, content by digest in a data-only layer. The kernel compares no
 * digest of an EROFS image, so user space measures the open file and mounts that very file.
 */
const erofsOverlay: Contestant = {
	name: 'erofs+overlayfs',
	modules: ['erofs', 'overlay'],
	setUp({erofs, stores, digest}, target, work, account) {
		const metadata = join(work, 'metadata');
		account.make(() => mkdirSync(metadata));
		try {
			const fd = account.ask(() => openSync(erofs, 'r'));
			try {
				if (digest !== undefined) measure(account, fd, digest.erofs);
				mountAs(account, `/proc/self/fd/${fd}`, metadata, 'erofs', '');
			} finally {
				account.ask(() => closeSync(fd));
			}
			try {
				const layers = `lowerdir=${[metadata, ...stores].join('::')}`;
				mountAs(
					account,
					'overlay',
					target,
					'overlay',
					`${layers},metacopy=on,redirect_dir=on,verity=require`,
				);
			} catch (error) {
				unmount(account, metadata);
				throw error;
			}
		} catch (error) {
			rmdirSync(metadata);
			throw error;
		}
	},
	tearDown(target, work, account) {
		unmount(account, target);
		unmount(account, join(work, 'metadata'));
		account.ask(() => rmdirSync(join(work, 'metadata')));
	},
	keeps: ({erofs, stores}) => [erofs, ...stores],
};

function measure(account: Account, fd: number, expected: string): void {
	const found = account.ask(() => loadNative().fsverityMeasure(fd)).digest.toString('hex');
	if (found !== expected) throw new Error('user space: the digest of the image differs');
}

/** Hard links of objects are one inode: modes and owners of a checkout are the object's, the last file that asked for others wins. */
function checkOut(tree: Directory, stores: readonly string[], root: string, account: Account): void {
	for (const {name, inode} of tree.entries) {
		const path = join(root, latin1(name));
		if (inode.type === 'dir') {
			account.make(() => mkdirSync(path, inode.permissions));
			checkOut(inode, stores, path, account);
		} else if (inode.type === 'lnk') account.make(() => symlinkSync(inode.target, path));
		else if (inode.type === 'reg' && inode.backing !== undefined) {
			const object = latin1(inode.backing);
			const store = stores.find((one) => existsSync(join(one, object))) ?? stores[0] ?? '';
			account.make(() => linkSync(join(store, object), path));
			// A change of the owner takes setuid bits and capabilities away.
			account.ask(() => chownSync(path, inode.uid, inode.gid));
			account.ask(() => chmodSync(path, inode.permissions));
			for (const {key, value} of inode.xattrs) account.ask(() => loadNative().lsetxattr(path, key, value, 0));
		} else if (inode.type === 'chr' || inode.type === 'blk') {
			const {major, minor} = inode.device;
			const mode = modeOf(inode.type, inode.permissions);
			account.make(() => loadNative().mknodat(c.AT_FDCWD, path, mode, major, minor));
		}
		account.ask(() => lutimesSync(path, 1_700_000_000, 1_700_000_000));
	}
}

/** What rm -rf does: reads each directory, removes each name. */
function removeAll(path: string, account: Account): void {
	for (const entry of account.ask(() => readdirSync(path, {withFileTypes: true}), 4)) {
		const below = join(path, entry.name);
		if (entry.isDirectory()) {
			removeAll(below, account);
			account.ask(() => rmdirSync(below));
		} else account.ask(() => unlinkSync(below));
	}
}

const checkout: Contestant = {
	name: 'checkout',
	modules: [],
	links: true,
	setUp({tree, stores}, target, work, account) {
		checkOut(tree, stores, work, account);
		mountAs(account, work, target, 'none', '', c.MS_BIND);
		mountAs(account, 'none', target, 'none', '', c.MS_REMOUNT | c.MS_BIND | c.MS_RDONLY);
	},
	tearDown(target, work, account) {
		unmount(account, target);
		removeAll(work, account);
	},
	keeps: ({stores}) => stores,
};

/** As container engines do it without composefs: layers unpacked, here two, merged by overlayfs. */
const layers: Contestant = {
	name: 'overlayfs-layers',
	modules: ['overlay'],
	links: true,
	setUp({tree, stores}, target, work, account) {
		for (const name of ['lower', 'upper']) account.make(() => mkdirSync(join(work, name)));
		const half = Math.ceil(tree.entries.length / 2);
		checkOut({...tree, entries: tree.entries.slice(0, half)}, stores, join(work, 'lower'), account);
		checkOut({...tree, entries: tree.entries.slice(half)}, stores, join(work, 'upper'), account);
		mountAs(account, 'overlay', target, 'overlay', `lowerdir=${join(work, 'upper')}:${join(work, 'lower')}`);
	},
	tearDown(target, work, account) {
		unmount(account, target);
		removeAll(work, account);
	},
	keeps: ({stores}) => stores,
};

export const contestants: readonly Contestant[] = [composefs, erofsOverlay, layers, checkout];
