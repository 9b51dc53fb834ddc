import {linkSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {latin1} from '../../image/bytes.ts';
import type {RegularFile} from '../../image/tree.ts';
import {Mount} from '../../mount/mount.ts';
import {constants as c, loadNative} from '../../native.ts';
import type {Contestant, Show} from './contestant.ts';
import {copyContent, layOutWhole} from './lay-out.ts';

/**
 * Hard links into a store of files that have content and metadata in one, as OSTree's are, seen through a read-only bind
 * mount. Files that agree in both are one.
 */
export const checkout: Contestant = {
	make(material) {
		const place = material.directory();
		const [root, store] = [join(place, 'root'), join(place, 'store')];
		for (const path of [root, store]) mkdirSync(path);
		const known = new Map<string, string>();
		layOutWhole(material.tree, root, (inode, path, describe) => {
			const key = keyOf(inode);
			const object = known.get(key);
			if (object === undefined) {
				copyContent(inode, material.stores, path);
				describe();
				const kept = join(store, String(known.size));
				linkSync(path, kept);
				known.set(key, kept);
			} else linkSync(object, path);
		});
		return (show) => bindReadOnly(root, show);
	},
};

function keyOf({backing, xattrs, ...rest}: RegularFile): string {
	const content = backing === undefined ? '' : latin1(backing);
	const own = xattrs.map(({key, value}) => [latin1(key), latin1(value)]);
	return JSON.stringify([rest, content, own], (_, value) =>
		typeof value === 'bigint' ? String(value) : value,
	);
}

function bindReadOnly(root: string, {target, attributes = 0, idmap, acl}: Show): Mount {
	if (acl === false)
		throw new Error('Expected ACLs to be left out of account, a bind mount has no such option');
	const native = loadNative();
	const tree = native.open_tree(c.AT_FDCWD, root, c.OPEN_TREE_CLONE | c.O_CLOEXEC);
	try {
		native.mount_setattr(tree, '', c.AT_EMPTY_PATH, {
			set: attributes | c.MOUNT_ATTR_RDONLY | (idmap === undefined ? 0 : c.MOUNT_ATTR_IDMAP),
			// One kind of access times takes the place of another.
			clear: (attributes & c.MOUNT_ATTR__ATIME) === 0 ? 0 : c.MOUNT_ATTR__ATIME,
			propagation: 0,
			userNamespace: idmap ?? 0,
		});
		native.move_mount(tree, '', c.AT_FDCWD, target, c.MOVE_MOUNT_F_EMPTY_PATH);
	} finally {
		native.close(tree);
	}
	return new Mount(target);
}
