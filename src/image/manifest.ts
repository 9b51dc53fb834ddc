import {escapeBytes, unescapeBytes} from './bytes.ts';
import {type Device, type InodeType, joinTime, typeCode} from './layout.ts';
import {formatDevice, formatMode, formatTime, jsonInteger} from './listing.ts';
import type {Xattr} from './tree.ts';

/**
 * One entry of a manifest, the list of what a tree holds, as user space sees it: depth first, the names of a directory
 * in byte order, the root "/" first. It is the same for a tree, its image and a mount of that. So it has no inode
 * numbers, and no link counts, which names outside the tree change; `link` says which names are one inode.
 */
export interface ManifestEntry {
	readonly path: Buffer;
	readonly type: InodeType;
	readonly permissions: number;
	readonly uid: number;
	readonly gid: number;
	/** Nanoseconds since 1970. */
	readonly mtime: bigint;
	readonly ctime: bigint;
	/** Of a regular file, or of a symbolic link's target; else 0. */
	readonly size: bigint;
	/** Of character and block devices. */
	readonly device?: Device;
	/** Of symbolic links. */
	readonly target?: Buffer;
	/** Of a regular file's content, hexadecimal; absent where nobody has read it. */
	readonly sha256?: string;
	/** Sorted by key. */
	readonly xattrs: readonly Xattr[];
	/** The path of the first entry with the same inode, on every later one. */
	readonly link?: Buffer;
}

/** One line of JSON, without its newline. */
export function encodeManifestEntry(entry: ManifestEntry): string {
	return JSON.stringify({
		path: escapeBytes(entry.path),
		type: entry.type,
		mode: formatMode(entry.permissions),
		uid: entry.uid,
		gid: entry.gid,
		size: jsonInteger(entry.size),
		mtime: formatTime(entry.mtime),
		ctime: formatTime(entry.ctime),
		...(entry.device === undefined ? {} : {rdev: formatDevice(entry.device)}),
		...(entry.target === undefined ? {} : {target: escapeBytes(entry.target)}),
		...(entry.sha256 === undefined ? {} : {sha256: entry.sha256}),
		xattrs: Object.fromEntries(
			entry.xattrs.map(({key, value}) => [escapeBytes(key), value.toString('base64')]),
		),
		...(entry.link === undefined ? {} : {link: escapeBytes(entry.link)}),
	});
}

export function encodeManifest(entries: Iterable<ManifestEntry>): string {
	let text = '';
	for (const entry of entries) text += `${encodeManifestEntry(entry)}\n`;
	return text;
}

/** Reads JSON lines. Throws a SyntaxError that names the line and the field. */
export function* decodeManifest(text: string): Generator<ManifestEntry> {
	let number = 0;
	for (const line of text.split('\n')) {
		number++;
		if (line === '') continue;
		try {
			yield decodeManifestEntry(line);
		} catch (error) {
			throw new SyntaxError(`manifest, line ${number}: ${(error as Error).message}`, {cause: error});
		}
	}
}

function decodeManifestEntry(line: string): ManifestEntry {
	const fields: unknown = JSON.parse(line);
	if (typeof fields !== 'object' || fields === null) throw new SyntaxError(`Expected an object, got ${line}`);
	const get = <T>(name: string, decode: (value: unknown) => T | undefined): T => {
		const value: unknown = (fields as Record<string, unknown>)[name];
		const decoded = value === undefined ? undefined : decode(value);
		if (decoded === undefined)
			throw new SyntaxError(`Expected a valid ${name}, got ${JSON.stringify(value)}`);
		return decoded;
	};
	const optional = <K extends string, T>(
		name: string,
		key: K,
		decode: (value: unknown) => T | undefined,
	): {[k in K]?: T} => (name in fields ? ({[key]: get(name, decode)} as {[k in K]: T}) : {});

	return {
		path: get('path', decodeBytes),
		type: get('type', decodeType),
		permissions: get('mode', decodeMode),
		uid: get('uid', decodeId),
		gid: get('gid', decodeId),
		size: get('size', decodeInteger),
		mtime: get('mtime', decodeTime),
		ctime: get('ctime', decodeTime),
		...optional('rdev', 'device', decodeRdev),
		...optional('target', 'target', decodeBytes),
		...optional('sha256', 'sha256', decodeText),
		xattrs: get('xattrs', decodeXattrs),
		...optional('link', 'link', decodeBytes),
	};
}

function decodeText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function decodeBytes(value: unknown): Buffer | undefined {
	return typeof value === 'string' ? unescapeBytes(value) : undefined;
}

function decodeType(value: unknown): InodeType | undefined {
	return typeof value === 'string' && Object.hasOwn(typeCode, value) ? (value as InodeType) : undefined;
}

function decodeMode(value: unknown): number | undefined {
	return typeof value === 'string' && /^[0-7]{4}$/.test(value) ? Number.parseInt(value, 8) : undefined;
}

function decodeId(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function decodeInteger(value: unknown): bigint | undefined {
	if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
	return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

function decodePair(value: unknown): [unknown, unknown] | undefined {
	return Array.isArray(value) && value.length === 2 ? [value[0], value[1]] : undefined;
}

function decodeTime(value: unknown): bigint | undefined {
	const [first, second] = decodePair(value) ?? [];
	const sec = decodeInteger(first);
	const nsec = decodeId(second);
	return sec === undefined || nsec === undefined ? undefined : joinTime(sec, nsec);
}

function decodeRdev(value: unknown): Device | undefined {
	const [first, second] = decodePair(value) ?? [];
	const major = decodeId(first);
	const minor = decodeId(second);
	return major === undefined || minor === undefined ? undefined : {major, minor};
}

function decodeXattrs(value: unknown): Xattr[] | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const entries = Object.entries(value as Record<string, unknown>);
	if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
	return entries
		.map(([key, encoded]) => ({key: unescapeBytes(key), value: Buffer.from(encoded, 'base64')}))
		.sort((a, b) => a.key.compare(b.key));
}
