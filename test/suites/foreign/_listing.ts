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
		const place = at(path);
		const stat = lstatx(place);
		// Thousands of them, and deepEqual takes its time.
		if (!agrees(stat, listed)) t.deepEqual(shownBy(stat), shownAs(listed), listed.path);
		if (listed.type === 'lnk')
			t.deepEqual(loadNative().readlinkat(c.AT_FDCWD, place, 8192), targetOf(listed), listed.path);
		compareXattrs(t, place, listed);

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

function compareXattrs(t: CaseContext, place: Buffer, {path, xattrs}: ListedInode): void {
	const expected = Object.entries(xattrs).filter(([key]) => served.test(key));
	if (expected.length === 0) {
		t.is(loadNative().llistxattr(place, 0), 0, path);
		return;
	}
	t.deepEqual(
		listXattrs(place),
		expected.map(([key]) => key),
		path,
	);
	for (const [key, value] of expected)
		t.true(getXattr(place, key).equals(Buffer.from(value, 'base64')), `${path}: ${key}`);
}

/** The root is an empty text, as it is of the paths below it. */
function keyOf(path: Buffer): string {
	return path.toString('latin1').replace(/^\/$/, '');
}

function bytesOf(base64: string | undefined, text: string): Buffer {
	return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
}

function targetOf({target_b64, target = ''}: ListedInode): Buffer {
	return bytesOf(target_b64, target);
}

/** What stat shows of what is stored: numbers from 1, and the length of a symlink's target whatever its size says. */
function shownAs(listed: ListedInode) {
	const {ino, type, mode, uid, gid, nlink, size, mtime, ctime, rdev} = listed;
	const isDevice = type === 'chr' || type === 'blk';
	return {
		ino: ino + 1,
		mode: modeOf(type, Number.parseInt(mode, 8)),
		uid,
		gid,
		nlink,
		size: type === 'lnk' ? targetOf(listed).length : size,
		mtime: mtime.join('.'),
		ctime: ctime.join('.'),
		rdev: isDevice ? rdev.join(':') : '0:0',
	};
}

function shownBy({ino, mode, uid, gid, nlink, size, mtime, ctime, rdevMajor, rdevMinor}: Statx) {
	return {
		ino: Number(ino),
		mode,
		uid,
		gid,
		nlink,
		size: Number(size),
		mtime: `${mtime.sec}.${mtime.nsec}`,
		ctime: `${ctime.sec}.${ctime.nsec}`,
		rdev: `${rdevMajor}:${rdevMinor}`,
	};
}

function agrees(stat: Statx, listed: ListedInode): boolean {
	const [shown, expected] = [shownBy(stat), shownAs(listed)];
	return (Object.keys(expected) as (keyof typeof expected)[]).every((key) => shown[key] === expected[key]);
}
