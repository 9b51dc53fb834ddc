import type {ListingEntry} from './listing.ts';
import {listImage} from './listing.ts';

/** A field that differs. Xattrs are named `xattr KEY`, their values in base64; undefined is absent. */
export interface FieldChange {
	readonly field: string;
	readonly from: string | undefined;
	readonly to: string | undefined;
}

/** What happened to one path, from the first image to the second. */
export interface EntryChange {
	readonly path: string;
	readonly change: 'added' | 'removed' | 'changed';
	/** In the second image, or the first where it was removed. */
	readonly type: ListingEntry['type'];
	/** Empty unless changed. */
	readonly fields: readonly FieldChange[];
}

interface ComparedEntry {
	readonly entry: ListingEntry;
	/** The first path of the same inode, where this is not it. */
	readonly link: string | undefined;
}

/**
 * Compares what two images hold, in the order of the paths' bytes. How it is stored (inode numbers, sizes of directories,
 * link counts, shared chunks) makes no difference. Throws an ImageError where one is broken.
 */
export function diffImages(from: Uint8Array, to: Uint8Array): EntryChange[] {
	const [before, after] = [compared(from), compared(to)];
	const paths = [...new Set([...before.keys(), ...after.keys()])].sort(byBytes);
	return paths.flatMap((path): EntryChange[] => {
		const [old, now] = [before.get(path), after.get(path)];
		if (now === undefined)
			return old === undefined ? [] : [{path, change: 'removed', type: old.entry.type, fields: []}];
		if (old === undefined) return [{path, change: 'added', type: now.entry.type, fields: []}];
		const fields = [...diffFields(old, now)];
		return fields.length === 0 ? [] : [{path, change: 'changed', type: now.entry.type, fields}];
	});
}

/** Paths are escaped ASCII, so their order is that of the characters, but for a slash, which comes first. */
function byBytes(a: string, b: string): number {
	const [left, right] = [a.replaceAll('/', '\0'), b.replaceAll('/', '\0')];
	return left < right ? -1 : left > right ? 1 : 0;
}

function compared(bytes: Uint8Array): Map<string, ComparedEntry> {
	const entries = new Map<string, ComparedEntry>();
	const first = new Map<number, string>();
	for (const entry of listImage(bytes)) {
		entries.set(entry.path, {entry, link: first.get(entry.ino)});
		if (!first.has(entry.ino)) first.set(entry.ino, entry.path);
	}
	return entries;
}

function* diffFields(old: ComparedEntry, now: ComparedEntry): Generator<FieldChange> {
	const [left, right] = [fieldsOf(old), fieldsOf(now)];
	for (const field of new Set([...left.keys(), ...right.keys()])) {
		const [from, to] = [left.get(field), right.get(field)];
		if (from !== to) yield {field, from, to};
	}
}

function fieldsOf({entry, link}: ComparedEntry): Map<string, string | undefined> {
	const {type, mode, uid, gid, size, mtime, ctime, rdev, target, digest, backing, xattrs} = entry;
	return new Map<string, string | undefined>([
		['type', type],
		['mode', mode],
		['uid', uid.toString()],
		['gid', gid.toString()],
		['mtime', time(mtime)],
		['ctime', time(ctime)],
		...(type === 'reg'
			? ([
					['size', size.toString()],
					['digest', digest],
					['backing file', backing],
				] as const)
			: []),
		...(type === 'chr' || type === 'blk' ? [['device', rdev.join(':')] as const] : []),
		...(target === undefined ? [] : [['target', target] as const]),
		['hard link of', link],
		...Object.entries(xattrs).map(([key, value]) => [`xattr ${key}`, value] as const),
	]);
}

function time([sec, nsec]: ListingEntry['mtime']): string {
	return `${sec}.${nsec.toString().padStart(9, '0')}`;
}

const marks = {added: '+', removed: '-', changed: '~'} as const;

/** One line: what happened, the type, the path, and each field from what to what. */
export function describeChange({path, change, type, fields}: EntryChange): string {
	const words = fields.map(({field, from, to}) => `${field} ${show(field, from)} -> ${show(field, to)}`);
	return `${marks[change]} ${type} ${path}${words.length === 0 ? '' : `: ${words.join(', ')}`}`;
}

function show(field: string, value: string | undefined): string {
	if (value === undefined) return 'none';
	return field === 'digest' ? `${value.slice(0, 12)}...` : value;
}
