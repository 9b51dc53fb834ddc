import {createHash} from 'node:crypto';
import {lstatSync, readdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import {escapeBytes, joinPath} from '../image/bytes.ts';

/** A directory of the host that becomes part of a tree, and under which name. */
export interface TreePart {
	readonly name: string;
	readonly directory: string;
}

/** What the `tree` fixture is made of. */
export type TreeSource =
	/** One directory, packed where it lies. */
	| {readonly kind: 'directory'; readonly directory: string}
	/** Several, copied side by side. */
	| {readonly kind: 'parts'; readonly parts: readonly TreePart[]};

/** More names than this are for a benchmark, not for a run that a person waits for. */
const usualLimits = {entries: 200_000, bytes: 4 * 2 ** 30} as const;

/** The directory that was asked for, or a few thousand real files that hosts like ours have: Node's own, and the time zones. */
export function treeSource(tree: string | undefined): TreeSource {
	if (tree !== undefined) {
		const stats = reading(Buffer.from(tree), () => statSync(tree, {throwIfNoEntry: false}));
		if (stats === undefined) throw new UsageError(`--tree ${tree}: no such directory`);
		if (!stats.isDirectory()) throw new UsageError(`--tree ${tree}: not a directory`);
		return {kind: 'directory', directory: resolve(tree)};
	}

	const node = resolve(dirname(process.execPath), '..');
	const candidates = [
		{name: 'npm', directory: join(node, 'lib/node_modules/npm')},
		{name: 'npm', directory: '/usr/share/nodejs/npm'},
		{name: 'include', directory: join(node, 'include/node')},
		{name: 'zoneinfo', directory: '/usr/share/zoneinfo'},
	];
	const found = candidates.filter(({directory}) =>
		statSync(directory, {throwIfNoEntry: false})?.isDirectory(),
	);
	const parts = found.filter(({name}, index) => found.findIndex((other) => other.name === name) === index);
	if (parts.length === 0)
		throw new UsageError(`this host has none of ${candidates.map(({directory}) => directory).join(', ')}`, {
			remedy: '--tree DIR names another directory to pack',
		});
	return {kind: 'parts', parts};
}

export interface TreeMeasure {
	readonly entries: number;
	readonly bytes: number;
	/** Changes with every name, size, time, owner and mode, without reading any content: a changed file has a new ctime. */
	readonly fingerprint: string;
}

/** Looks at every entry of a tree, and refuses one that is too large or can't be read. */
export function measureTree(
	source: TreeSource,
	most: {entries: number; bytes: number} = usualLimits,
): TreeMeasure {
	const hash = createHash('sha256');
	let entries = 0;
	let bytes = 0;

	// Names are bytes: a tree may hold any.
	const visit = (path: Buffer): void => {
		const stats = reading(path, () => lstatSync(path, {bigint: true}));
		const {ino, mode, size, uid, gid, mtimeNs, ctimeNs} = stats;
		hash.update(path).update(`\0${ino} ${mode} ${size} ${uid} ${gid} ${mtimeNs} ${ctimeNs}\n`);
		entries += 1;
		if (stats.isFile()) bytes += Number(size);
		if (entries > most.entries || bytes > most.bytes)
			throw new UsageError(
				`Expected a tree of at most ${most.entries} entries and ${most.bytes / 2 ** 30} GiB, '${escapeBytes(path)}' is past that`,
			);
		if (!stats.isDirectory()) return;
		for (const name of reading(path, () => readdirSync(path, {encoding: 'buffer'})))
			visit(joinPath(path, name));
	};

	if (source.kind === 'directory') visit(Buffer.from(source.directory));
	else for (const {directory} of source.parts) visit(Buffer.from(directory));
	return {entries, bytes, fingerprint: hash.digest('hex')};
}

function reading<Value>(path: Buffer, step: () => Value): Value {
	try {
		return step();
	} catch (error) {
		throw new InfraError(`can't read '${escapeBytes(path)}': ${(error as NodeJS.ErrnoException).code}`, {
			cause: error,
			remedy: 'run as a user who may read it, or name another directory with --tree',
		});
	}
}
