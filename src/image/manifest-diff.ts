import {escapeBytes, latin1} from './bytes.ts';
import {splitTime} from './layout.ts';
import {formatMode} from './listing.ts';
import type {ManifestEntry} from './manifest.ts';
import type {Xattr} from './tree.ts';

export interface DiffOptions {
	/** How many differences are described; the rest is only counted. Default 20. */
	readonly limit?: number;
	/** Fields that may differ. `sha256` is compared only where both sides have it. */
	readonly ignore?: readonly (keyof ManifestEntry)[];
}

export interface ManifestDiff {
	/** Such as `'/bin/sh': mode: expected 0755, got 0644`. */
	readonly differences: readonly string[];
	/** All of them, described or not. */
	readonly total: number;
}

/** Compares two manifests entry by entry, whatever their order. */
export function diffManifests(
	expected: Iterable<ManifestEntry>,
	actual: Iterable<ManifestEntry>,
	{limit = 20, ignore = []}: DiffOptions = {},
): ManifestDiff {
	const differences: string[] = [];
	let total = 0;
	const report = (path: Buffer, text: string): void => {
		total++;
		if (differences.length < limit) differences.push(`'${escapeBytes(path)}': ${text}`);
	};

	const found = new Map<string, ManifestEntry>();
	for (const entry of actual) {
		const key = latin1(entry.path);
		if (found.has(key)) report(entry.path, 'listed twice');
		found.set(key, entry);
	}
	for (const entry of expected) {
		const key = latin1(entry.path);
		const other = found.get(key);
		if (other === undefined) report(entry.path, `missing, expected a ${entry.type}`);
		else for (const text of diffEntries(entry, other, ignore)) report(entry.path, text);
		found.delete(key);
	}
	for (const entry of found.values()) report(entry.path, `not expected, got a ${entry.type}`);
	return {differences, total};
}

type Field = Exclude<keyof ManifestEntry, 'path' | 'xattrs'>;

const labels: Readonly<Record<Field, string>> = {
	type: 'type',
	permissions: 'mode',
	uid: 'uid',
	gid: 'gid',
	mtime: 'mtime',
	ctime: 'ctime',
	size: 'size',
	device: 'device number',
	target: 'target',
	sha256: 'sha256',
	link: 'hard link of',
};

function* diffEntries(
	expected: ManifestEntry,
	actual: ManifestEntry,
	ignore: readonly (keyof ManifestEntry)[],
): Generator<string> {
	for (const field of Object.keys(labels) as Field[]) {
		if (ignore.includes(field)) continue;
		if (field === 'sha256' && (expected.sha256 === undefined || actual.sha256 === undefined)) continue;
		const [left, right] = [show(expected, field), show(actual, field)];
		if (left !== right) yield `${labels[field]}: expected ${left}, got ${right}`;
		// Entries of different types have nothing else that could be compared.
		if (field === 'type' && left !== right) return;
	}
	if (!ignore.includes('xattrs')) yield* diffXattrs(expected.xattrs, actual.xattrs);
}

/** A field as text that is equal exactly when the field is. */
function show(entry: ManifestEntry, field: Field): string {
	switch (field) {
		case 'permissions':
			return formatMode(entry.permissions);
		case 'mtime':
		case 'ctime': {
			const {sec, nsec} = splitTime(entry[field]);
			return `${sec} s + ${nsec} ns`;
		}
		case 'device':
			return entry.device === undefined ? 'none' : `${entry.device.major}:${entry.device.minor}`;
		case 'target':
		case 'link': {
			const bytes = entry[field];
			return bytes === undefined ? 'none' : `'${escapeBytes(bytes)}'`;
		}
		case 'sha256':
			return entry.sha256 ?? 'none';
		case 'type':
		case 'uid':
		case 'gid':
		case 'size':
			return entry[field].toString();
	}
}

function* diffXattrs(expected: readonly Xattr[], actual: readonly Xattr[]): Generator<string> {
	const found = new Map(actual.map(({key, value}) => [latin1(key), value]));
	for (const {key, value} of expected) {
		const other = found.get(latin1(key));
		if (other === undefined) yield `xattr ${escapeBytes(key)}: missing, expected ${showValue(value)}`;
		else if (!other.equals(value))
			yield `xattr ${escapeBytes(key)}: expected ${showValue(value)}, got ${showValue(other)}`;
		found.delete(latin1(key));
	}
	for (const [key, value] of found) {
		const name = escapeBytes(Buffer.from(key, 'latin1'));
		yield `xattr ${name}: not expected, got ${showValue(value)}`;
	}
}

const shownBytes = 48;

function showValue(value: Buffer): string {
	const text = `'${escapeBytes(value.subarray(0, shownBytes))}'`;
	return value.length > shownBytes ? `${text}... (${value.length} bytes)` : text;
}
