import {readdirSync, readFileSync} from 'node:fs';
import {escapeBytes, latin1} from '../../image/bytes.ts';
import {joinTime, modeOf} from '../../image/layout.ts';
import type {Directory, Inode} from '../../image/tree.ts';
import {constants as c, loadNative, type Statx, splitXattrNames} from '../../native.ts';
import type {Can, RandomTree} from './tree.ts';

const asked = c.STATX_BASIC_STATS;

/**
 * What the tree below `root` shows otherwise than the record says: a line for each difference, with the path, what is compared,
 * and both values; none when all is as it should be. What the filesystem can't show is not compared.
 */
export function differencesFrom({tree, contents}: RandomTree, root: string, can: Can): readonly string[] {
	const found: string[] = [];
	const names = namesPerInode(tree);
	const numbers = new Map<Inode, bigint>();
	const look = (inode: Inode, path: Buffer) => {
		const tell = (what: string, shown: unknown, expected: unknown) => {
			if (shown !== expected)
				found.push(
					`${escapeBytes(path.subarray(root.length)) || '/'}: ${what} is ${shown}, expected ${expected}`,
				);
		};
		const shown = loadNative().statx(c.AT_FDCWD, path, c.AT_SYMLINK_NOFOLLOW, asked);
		compareAttributes(inode, shown, can, tell);
		if (inode.type === 'dir') {
			if (can('link-counts')) tell('link count', shown.nlink, 2 + subdirectories(inode));
		} else if (can('hard-links') && can('link-counts')) {
			tell('link count', shown.nlink, names.get(inode));
			const number = numbers.get(inode);
			if (number === undefined) numbers.set(inode, shown.ino);
			else tell('inode number', shown.ino, number);
		}
		for (const [what, value, expected] of xattrsOf(inode, path)) tell(what, value, expected);

		if (inode.type === 'lnk')
			tell('target', escapeBytes(loadNative().readlinkat(c.AT_FDCWD, path, 4096)), escapeBytes(inode.target));
		if (inode.type === 'reg') {
			const content = inode.backing === undefined ? Buffer.alloc(0) : contents[latin1(inode.backing)];
			const read = readFileSync(path);
			if (!read.equals(content ?? Buffer.alloc(0)))
				tell('content', `${read.length} other bytes`, `${content?.length} bytes`);
		}
		if (inode.type !== 'dir') return;
		const listed = readdirSync(path, {encoding: 'buffer'}).map(latin1).sort();
		const expected = inode.entries.map(({name}) => latin1(name)).sort();
		tell('list of names', JSON.stringify(listed), JSON.stringify(expected));
		for (const {name, inode: below} of inode.entries)
			if (listed.includes(latin1(name))) look(below, Buffer.concat([path, Buffer.from('/'), name]));
	};
	look(tree, Buffer.from(root));
	return found;
}

type Tell = (what: string, shown: unknown, expected: unknown) => void;

function compareAttributes(inode: Inode, shown: Statx, can: Can, tell: Tell): void {
	tell('mode', shown.mode.toString(8), modeOf(inode.type, inode.permissions).toString(8));
	tell('owner', shown.uid, inode.uid);
	tell('group', shown.gid, inode.gid);
	tell('mtime', joinTime(shown.mtime.sec, shown.mtime.nsec), inode.mtime);
	if (can('stored-ctime')) tell('ctime', joinTime(shown.ctime.sec, shown.ctime.nsec), inode.ctime);
	if (inode.type === 'reg') tell('size', shown.size, inode.size);
	if (inode.type === 'lnk') tell('size', shown.size, BigInt(inode.target.length));
	if ('device' in inode)
		tell('device', `${shown.rdevMajor}:${shown.rdevMinor}`, `${inode.device.major}:${inode.device.minor}`);
}

function* xattrsOf(inode: Inode, path: Buffer): Generator<readonly [string, string, string]> {
	const native = loadNative();
	const listed = listXattrs(path).map(latin1).sort();
	const expected = inode.xattrs.map(({key}) => latin1(key)).sort();
	yield ['list of xattrs', listed.join(' '), expected.join(' ')];
	for (const {key, value} of inode.xattrs) {
		if (!listed.includes(latin1(key))) continue;
		const shown = native.lgetxattr(path, key, c.XATTR_SIZE_MAX);
		yield [`value of ${latin1(key)}`, shown.toString('hex'), value.toString('hex')];
	}
}

/** A filesystem without any xattrs may say that it knows none. */
function listXattrs(path: Buffer): readonly Buffer[] {
	try {
		return splitXattrNames(loadNative().llistxattr(path, c.XATTR_LIST_MAX));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOTSUP') return [];
		throw error;
	}
}

function subdirectories({entries}: Directory): number {
	return entries.filter(({inode}) => inode.type === 'dir').length;
}

/** How many entries name each inode. */
function namesPerInode(tree: Directory): ReadonlyMap<Inode, number> {
	const names = new Map<Inode, number>();
	const count = ({entries}: Directory) => {
		for (const {inode} of entries) {
			names.set(inode, (names.get(inode) ?? 0) + 1);
			if (inode.type === 'dir') count(inode);
		}
	};
	count(tree);
	return names;
}
