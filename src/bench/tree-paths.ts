import {latin1} from '../image/bytes.ts';
import type {Directory} from '../image/tree.ts';
import {
	type ContentListName,
	distinctContents,
	drawContentPaths,
	type FoundFile,
	hasContent,
} from './content-paths.ts';
import {seededDraw} from './draw.ts';

/** The paths that the trials go through, relative to the root, one character a byte, drawn once and then the same for every contestant. */
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
	readonly deep: string;
	/** A symbolic link to a file beside it. */
	readonly link: string;
}

const most = {random: 20_000, absent: 5_000, opened: 2_000} as const;
const seed = 20230402;

export function drawPaths(root: Directory): TreePaths {
	const draw = seededDraw(seed);
	const all = [...walk(root, '')];
	const directories = all.filter(({inode}) => inode.type === 'dir').map(({path}) => path);
	const random = draw.shuffled(all).slice(0, most.random);
	const parents = Array.from(
		{length: most.absent},
		() => directories[draw.integer(directories.length)] ?? '',
	);
	const opened = distinctContents(
		draw.shuffled(all.filter(({inode}) => hasContent(inode, 4096n, 32768n))),
	).slice(0, most.opened);
	const deep = random.find(({path}) => path.split('/').length === 6)?.path;
	const link = all.find(({inode}) => inode.type === 'lnk' && !inode.target.includes('/'))?.path;
	if (deep === undefined || link === undefined)
		throw new Error(`the tree has no ${deep === undefined ? 'entry six deep' : 'link to a file beside it'}`);
	return {
		random: random.map(({path}) => path),
		// No generated name has an upper-case letter.
		absent: parents.map((parent, index) => `${parent}/Absent-${index}`),
		parents,
		opened: opened.map(({path}) => path),
		deep,
		link,
		...drawContentPaths(all, seededDraw(seed)),
	};
}

/** Each path with a NUL byte behind it. */
export function packPaths(paths: readonly string[]): Buffer {
	return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

function* walk(directory: Directory, path: string): Generator<FoundFile> {
	for (const {name, inode} of directory.entries) {
		const below = path === '' ? latin1(name) : `${path}/${latin1(name)}`;
		yield {path: below, inode};
		if (inode.type === 'dir') yield* walk(inode, below);
	}
}
