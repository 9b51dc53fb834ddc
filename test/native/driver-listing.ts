import {escapeBytes, joinPath, latin1} from '../../src/image/bytes.ts';
import {typeOfMode} from '../../src/image/layout.ts';
import {formatMode, jsonInteger, type ListingEntry} from '../../src/image/listing.ts';
import {type Broken, loadNative} from '../../src/native.ts';

/** The driver's reader found a rule broken. */
export class DriverSays extends Error {
	readonly words: string;

	constructor(words: string) {
		super(words);
		this.words = words;
	}
}

/** What the driver's reader tells of an entry: a device number decoded, a link's size as it is shown. */
export type DriverEntry = Omit<ListingEntry, 'rdev_raw' | 'xattr_trailing_bytes'>;

/** Leaves out of a listing by ours what the driver's reader doesn't tell, and has it show a link's size and others' rdev. */
export function asDriverShows(entry: ListingEntry): DriverEntry {
	const {rdev_raw: _raw, xattr_trailing_bytes: _tail, ...rest} = entry;
	const isDevice = entry.type === 'chr' || entry.type === 'blk';
	return {
		...rest,
		size: entry.type === 'lnk' ? Buffer.from(entry.target_b64 ?? '', 'base64').length : entry.size,
		rdev: isDevice ? entry.rdev : [0, 0],
	};
}

/**
 * The entries of an image as the driver's reader finds them, depth first, each directory once. Throws DriverSays at the first
 * broken rule. What other parts of the driver check (types of dirents, link counts, parents, ACLs) isn't checked here.
 */
export function* listByDriver(image: Buffer, window: number): Generator<DriverEntry> {
	const native = loadNative();
	sound(native.descriptorSuperblock(image, window));
	const open: {number: number; path: Buffer}[] = [{number: 0, path: Buffer.from('/')}];
	const listed = new Set<number>();
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const {number, path} = next;
		const entry = listEntry(image, number, path, window);
		yield entry;
		if (entry.type !== 'dir' || listed.has(number)) continue;
		listed.add(number);
		const {dirents} = sound(native.descriptorDirents(image, number, window));
		open.push(...dirents.map(({inode, name}) => ({number: inode, path: joinPath(path, name)})).reverse());
	}
}

function listEntry(image: Buffer, number: number, path: Buffer, window: number): DriverEntry {
	const native = loadNative();
	const inode = sound(native.descriptorInode(image, number, window));
	const {xattrs} = sound(native.descriptorXattrs(image, number, window));
	const digest = sound(native.descriptorDigest(image, number, window) ?? undefined);
	const text = sound(native.descriptorText(image, number, window) ?? undefined);
	const type = typeOfMode(inode.mode) ?? 'sock';
	const escaped = escapeBytes(path);
	const field = type === 'lnk' ? 'target' : 'backing';
	return {
		path: escaped,
		...(escaped === latin1(path) ? {} : {path_b64: path.toString('base64')}),
		ino: number,
		type,
		mode: formatMode(inode.mode & 0o7777),
		uid: inode.uid,
		gid: inode.gid,
		nlink: inode.nlink,
		size: jsonInteger(inode.size),
		mtime: [jsonInteger(inode.mtimeSec), inode.mtimeNsec],
		ctime: [jsonInteger(inode.ctimeSec), inode.ctimeNsec],
		rdev: [inode.major, inode.minor],
		...(text === undefined ? {} : {[field]: escapeBytes(text), [`${field}_b64`]: text.toString('base64')}),
		...(digest === undefined || type !== 'reg' ? {} : {digest: digest.toString('hex')}),
		xattrs: Object.fromEntries(xattrs.map(({key, value}) => [escapeBytes(key), value.toString('base64')])),
	};
}

function sound<T>(answer: T | Broken | (T & Partial<Broken>)): T {
	if (typeof answer === 'object' && answer !== null && 'broken' in answer && answer.broken !== undefined)
		throw new DriverSays(answer.broken);
	return answer as T;
}
