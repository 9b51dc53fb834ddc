import {fromLatin1, latin1} from '../image/bytes.ts';
import {type Directory, findInode, type Inode} from '../image/tree.ts';
import {
	type ContentListName,
	distinctContents,
	drawContentPaths,
	type FoundFile,
	hasContent,
} from './content-paths.ts';
import {seededDraw} from './draw.ts';

/**
 * The paths that the trials go through, relative to the root, one character a byte, drawn once and then the same for every
 * contestant. A list is empty where the tree has nothing for it.
 */
export interface TreePaths extends Readonly<Record<ContentListName, readonly string[]>> {
	/** Of any type, none twice. */
	readonly random: readonly string[];
	/** Of names that no directory has, in directories that are there. */
	readonly absent: readonly string[];
	/** The directories of `absent`. */
	readonly parents: readonly string[];
	/** Regular files of 4 to 32 KiB with contents of their own. */
	readonly opened: readonly string[];
	/** One entry with six names in its path. */
	readonly deep: readonly string[];
	/** One symbolic link to a file beside it. */
	readonly link: readonly string[];
}

export type ListName = keyof TreePaths;

/** What a tree has not where a list is empty. */
export const lackOf: Readonly<Record<ListName, string>> = {
	random: 'no entry below its root',
	absent: 'no directory below its root',
	parents: 'no directory below its root',
	opened: 'no file of 4 to 32 KiB',
	deep: 'no entry six deep',
	link: 'no symbolic link to a file beside it',
	'read-64k': 'no file of 64 to 128 KiB',
	'read-1m': 'no file of 1 to 2 MiB',
	'read-16m': 'no file of 16 to 32 MiB',
};

const most = {random: 20_000, absent: 5_000, opened: 2_000} as const;
const seed = 20230402;

export function drawPaths(root: Directory): TreePaths {
	const draw = seededDraw(seed);
	const all = [...walk(root, '')];
	const directories = all.flatMap(({path, inode}) => (inode.type === 'dir' ? [{path, inode}] : []));
	const random = draw.shuffled(all).slice(0, most.random);
	const parents = Array.from({length: directories.length === 0 ? 0 : most.absent}, () => {
		const parent = directories[draw.integer(directories.length)];
		return parent ?? {path: '', inode: root};
	});
	const absentName = absentNames();
	const opened = distinctContents(
		draw.shuffled(all.filter(({inode}) => hasContent(inode, 4096n, 32768n))),
	).slice(0, most.opened);
	return {
		random: random.map(({path}) => path),
		absent: parents.map(({path, inode}, index) => `${path}/${absentName(inode, `Absent-${index}`)}`),
		parents: parents.map(({path}) => path),
		opened: opened.map(({path}) => path),
		deep: firstOf(random, ({path}) => path.split('/').length === 6),
		link: firstOf(all, ({path, inode}) => inode.type === 'lnk' && leadsBeside(root, path, inode.target)),
		...drawContentPaths(all, seededDraw(seed)),
	};
}

function firstOf(files: readonly FoundFile[], wanted: (file: FoundFile) => boolean): readonly string[] {
	const found = files.find(wanted);
	return found === undefined ? [] : [found.path];
}

function leadsBeside(root: Directory, path: string, target: Buffer): boolean {
	if (target.includes('/')) return false;
	const directory = path.slice(0, path.lastIndexOf('/') + 1);
	return findInode(root, Buffer.concat([fromLatin1(directory), target]))?.type === 'reg';
}

/** Gives names that a directory has not. No generated name has an upper-case letter, others may have any. */
function absentNames(): (directory: Directory, name: string) => string {
	const known = new Map<Directory, ReadonlySet<string>>();
	return (directory, name) => {
		const names = known.get(directory) ?? new Set(directory.entries.map((entry) => latin1(entry.name)));
		known.set(directory, names);
		let absent = name;
		while (names.has(absent)) absent += '_';
		return absent;
	};
}

/** Each path with a NUL byte behind it. */
export function packPaths(paths: readonly string[]): Buffer {
	return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

/** What overlayfs takes for a deleted name. */
function isWhiteout(inode: Inode): boolean {
	return inode.type === 'chr' && inode.device.major === 0 && inode.device.minor === 0;
}

/** Whether overlayfs can't show a tree as it is. */
export function hasWhiteout(root: Directory): boolean {
	return root.entries.some(({inode}) => (inode.type === 'dir' ? hasWhiteout(inode) : isWhiteout(inode)));
}

function* walk(directory: Directory, path: string): Generator<FoundFile> {
	for (const {name, inode} of directory.entries) {
		const below = path === '' ? latin1(name) : `${path}/${latin1(name)}`;
		yield {path: below, inode};
		if (inode.type === 'dir') yield* walk(inode, below);
	}
}
