/** Contestants that link to the objects, one by one. */
import {
	chmodSync,
	chownSync,
	existsSync,
	linkSync,
	lutimesSync,
	mkdirSync,
	readdirSync,
	rmdirSync,
	symlinkSync,
	unlinkSync,
} from 'node:fs';
import {join} from 'node:path';
import {latin1} from '../../image/bytes.ts';
import {modeOf} from '../../image/layout.ts';
import type {Directory} from '../../image/tree.ts';
import {constants as c, loadNative} from '../../native.ts';
import {type Account, aboveLayers, mountAs, unmount} from './account.ts';
import type {Contestant} from './contestant.ts';

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

export const checkout: Contestant = {
	name: 'checkout',
	content: 'links',
	anchor: 'none',
	mapsIds: 'in its mount',
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

/** As container engines do it without composefs: layers unpacked, here two, merged by overlayfs, which can have handles of them. */
export const layers: Contestant = {
	name: 'overlayfs-layers',
	content: 'links',
	anchor: 'none',
	mapsIds: 'in its layers',
	setUp({tree, stores}, target, work, account, onLayer) {
		for (const name of ['lower', 'upper']) account.make(() => mkdirSync(join(work, name)));
		const half = Math.ceil(tree.entries.length / 2);
		checkOut({...tree, entries: tree.entries.slice(0, half)}, stores, join(work, 'lower'), account);
		checkOut({...tree, entries: tree.entries.slice(half)}, stores, join(work, 'upper'), account);
		aboveLayers(account, work, onLayer, () => {
			const layers = `lowerdir=${join(work, 'upper')}:${join(work, 'lower')},redirect_dir=nofollow,nfs_export=on`;
			mountAs(account, 'overlay', target, 'overlay', layers);
		});
	},
	tearDown(target, work, account) {
		unmount(account, target);
		removeAll(work, account);
	},
	keeps: ({stores}) => stores,
};
