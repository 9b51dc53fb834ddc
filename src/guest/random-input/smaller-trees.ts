import {latin1} from '../../image/bytes.ts';
import type {Attributes, Directory, Dirent, Inode} from '../../image/tree.ts';

/** The same tree with one thing less: an entry with all below it, an xattr, an attribute that is not the usual one. */
export function* smallerTrees(tree: Directory): Generator<Directory> {
	const count = countEntries(tree);
	for (let index = 0; index < count; index++) yield changeEntry(tree, index, () => undefined);
	yield* hoisted(tree, count);
	yield* renamed(tree, count);
	for (const plainer of [withoutXattrs, withUsualAttributes]) {
		const root = plainer(tree);
		if (root !== undefined) yield root as Directory;
		for (let index = 0; index < count; index++) {
			let changed = false;
			const candidate = changeEntry(tree, index, (inode) => {
				const plain = plainer(inode);
				changed = plain !== undefined;
				return plain ?? inode;
			});
			if (changed) yield candidate;
		}
	}
}

/** What a directory holds takes its place. */
function* hoisted(tree: Directory, count: number): Generator<Directory> {
	for (let index = 0; index < count; index++) {
		let held: readonly Dirent[] = [];
		const candidate = changeEntries(tree, index, (entry, beside) => {
			if (entry.inode.type !== 'dir') return [entry];
			const taken = new Set(beside.map(({name}) => latin1(name)));
			held = entry.inode.entries.filter(({name}) => !taken.has(latin1(name)));
			return held;
		});
		if (held.length > 0) yield candidate;
	}
}

/** A long name becomes a short one. */
function* renamed(tree: Directory, count: number): Generator<Directory> {
	for (let index = 0; index < count; index++) {
		let changed = false;
		const candidate = changeEntries(tree, index, ({name, inode}, beside) => {
			const taken = new Set(beside.map((other) => latin1(other.name)));
			const short = [...'abcdefghijklmnopqrstuvwxyz'].find((letter) => !taken.has(letter));
			changed = name.length > 1 && short !== undefined;
			return [{name: changed ? Buffer.from(short ?? '') : name, inode}];
		});
		if (changed) yield candidate;
	}
}

function withoutXattrs(inode: Inode): Inode | undefined {
	return inode.xattrs.length === 0 ? undefined : {...inode, xattrs: inode.xattrs.slice(1)};
}

function withUsualAttributes(inode: Inode): Inode | undefined {
	const usual: Attributes = {
		permissions: inode.type === 'lnk' ? 0o777 : inode.type === 'dir' ? 0o755 : 0o644,
		uid: 0,
		gid: 0,
		mtime: 0n,
		ctime: 0n,
		xattrs: inode.xattrs,
	};
	const keys = ['permissions', 'uid', 'gid', 'mtime', 'ctime'] as const;
	return keys.every((key) => inode[key] === usual[key]) ? undefined : {...inode, ...usual};
}

function countEntries({entries}: Directory): number {
	return entries.reduce((sum, {inode}) => sum + 1 + (inode.type === 'dir' ? countEntries(inode) : 0), 0);
}

/** The entry of this index, depth first, gets another inode, or goes where `change` gives none; its hard links keep the old one's. */
function changeEntry(tree: Directory, index: number, change: (inode: Inode) => Inode | undefined): Directory {
	return changeEntries(tree, index, ({name, inode}) => {
		const changed = change(inode);
		return changed === undefined ? [] : [{name, inode: changed}];
	});
}

/** Others take the place of the entry of this index, depth first. */
function changeEntries(
	tree: Directory,
	index: number,
	change: (entry: Dirent, beside: readonly Dirent[]) => readonly Dirent[],
): Directory {
	let at = 0;
	const copy = (directory: Directory): Directory => ({
		...directory,
		entries: directory.entries.flatMap((entry): readonly Dirent[] => {
			if (at++ === index) {
				if (entry.inode.type === 'dir') at += countEntries(entry.inode);
				return change(entry, directory.entries);
			}
			return entry.inode.type === 'dir' ? [{...entry, inode: copy(entry.inode)}] : [entry];
		}),
	});
	return copy(tree);
}
