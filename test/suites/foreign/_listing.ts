import {gunzipSync} from 'node:zlib';
import type {CaseContext} from '#case';
import {type InodeType, modeOf, typeCode} from '../../../src/image/layout.ts';
import type {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative, type Statx} from '../../../src/native.ts';
import {listDirectory} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {getXattr, listXattrs} from '../xattrs/_get.ts';

/** What a tool that has nothing to do with the one that wrote the image says it stores; `*_b64` where it isn't plain. */
export interface ListedInode {
	readonly path: string;
	readonly path_b64?: string;
	readonly ino: number;
	readonly type: InodeType;
	/** Octal. */
	readonly mode: string;
	readonly uid: number;
	readonly gid: number;
	readonly nlink: number;
	readonly size: number;
	readonly mtime: readonly [sec: number, nsec: number];
	readonly ctime: readonly [sec: number, nsec: number];
	readonly rdev: readonly [major: number, minor: number];
	readonly target?: string;
	readonly target_b64?: string;
	/** By key, in Base64. */
	readonly xattrs: Readonly<Record<string, string>>;
}

/** What the driver has a handler for. */
const served = /^(?:(?:user|trusted|security)\..|system\.posix_acl_(?:access|default)$)/s;

export function readListing(t: CaseContext, name: string): ListedInode[] {
	const bytes = t.foreignImage(name);
	const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
	return text
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as ListedInode);
}

/** Compares a mount with the listing of its image: each name in its order, and all that is known of its inode. */
export function compareWithListing(t: CaseContext, mount: Mount, listing: readonly ListedInode[]): void {
	const at = (path: Buffer) => Buffer.concat([Buffer.from(mount.path), path]);
	/** By directory: the names that it has, in order, and the type of each. */
	const expected = new Map<string, [string, number][]>();

	for (const listed of listing) {
		const path = bytesOf(listed.path_b64, listed.path);
		// As texts, which are compared quicker than objects.
		t.is(JSON.stringify(shownBy(lstatx(at(path)))), JSON.stringify(shownAs(listed)), listed.path);
		if (listed.type === 'lnk')
			t.deepEqual(
				loadNative().readlinkat(c.AT_FDCWD, at(path), 8192),
				bytesOf(listed.target_b64, listed.target ?? ''),
				listed.path,
			);
		const xattrs = Object.entries(listed.xattrs).filter(([key]) => served.test(key));
		const keys = xattrs.map(([key]) => key);
		if (keys.length > 0) t.deepEqual(listXattrs(at(path)), keys, listed.path);
		else t.is(loadNative().llistxattr(at(path), 0), 0, listed.path);
		for (const [key, value] of xattrs)
			t.true(getXattr(at(path), key).equals(Buffer.from(value, 'base64')), `${listed.path}: ${key}`);

		if (listed.type === 'dir') expected.set(keyOf(path), []);
		const slash = path.lastIndexOf('/');
		const name = path.toString('latin1', slash + 1);
		if (name !== '') expected.get(keyOf(path.subarray(0, slash)))?.push([name, typeCode[listed.type]]);
	}
	for (const [path, names] of expected)
		t.deepEqual(
			listDirectory(at(Buffer.from(path, 'latin1')), 1 << 16)
				.slice(2)
				.map(({name, type}) => [name.toString('latin1'), type]),
			names,
			path,
		);
}

/** The root is an empty text, as it is of the paths below it. */
function keyOf(path: Buffer): string {
	return path.toString('latin1').replace(/^\/$/, '');
}

function bytesOf(base64: string | undefined, text: string): Buffer {
	return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
}

/** What stat shows of what is stored: numbers from 1, and the length of a symlink's target whatever its size says. */
function shownAs({ino, type, mode, uid, gid, nlink, size, mtime, ctime, rdev, ...link}: ListedInode): object {
	const target = bytesOf(link.target_b64, link.target ?? '');
	return {
		ino: ino + 1,
		mode: modeOf(type, Number.parseInt(mode, 8)),
		uid,
		gid,
		nlink,
		size: type === 'lnk' ? target.length : size,
		mtime: [...mtime],
		ctime: [...ctime],
		rdev: type === 'chr' || type === 'blk' ? [...rdev] : [0, 0],
	};
}

function shownBy({ino, mode, uid, gid, nlink, size, mtime, ctime, rdevMajor, rdevMinor}: Statx): object {
	return {
		ino: Number(ino),
		mode,
		uid,
		gid,
		nlink,
		size: Number(size),
		mtime: [Number(mtime.sec), mtime.nsec],
		ctime: [Number(ctime.sec), ctime.nsec],
		rdev: [rdevMajor, rdevMinor],
	};
}
