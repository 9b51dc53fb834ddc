import {joinPath} from './bytes.ts';
import type {ManifestEntry} from './manifest.ts';
import type {Directory, Inode} from './tree.ts';

/** The manifest of a tree in memory. What a regular file holds is not known here, so there is no sha256. */
export function* treeManifest(root: Directory): Generator<ManifestEntry> {
	const first = new Map<Inode, Buffer>();
	const stack: {path: Buffer; inode: Inode}[] = [{path: Buffer.from('/'), inode: root}];
	for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
		const {path, inode} = top;
		yield toEntry(inode, path, first.get(inode));
		if (!first.has(inode)) first.set(inode, path);
		if (inode.type !== 'dir') continue;
		const entries = [...inode.entries].sort((a, b) => b.name.compare(a.name));
		for (const {name, inode: child} of entries) stack.push({path: joinPath(path, name), inode: child});
	}
}

function toEntry(inode: Inode, path: Buffer, link: Buffer | undefined): ManifestEntry {
	const {type, permissions, uid, gid, mtime, ctime} = inode;
	return {
		path,
		type,
		permissions,
		uid,
		gid,
		mtime,
		ctime,
		size: inode.type === 'reg' ? inode.size : BigInt(inode.type === 'lnk' ? inode.target.length : 0),
		...(inode.type === 'chr' || inode.type === 'blk' ? {device: inode.device} : {}),
		...(inode.type === 'lnk' ? {target: inode.target} : {}),
		xattrs: [...inode.xattrs].sort((a, b) => a.key.compare(b.key)),
		...(link === undefined ? {} : {link}),
	};
}
