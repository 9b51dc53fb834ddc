import {createHash} from 'node:crypto';
import {mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** A source tree as it was read, in the order of paths. Editors go on writing, so what is built is what was hashed. */
export type SourceTree = ReadonlyMap<string, SourceFile>;

export interface SourceFile {
	readonly content: Buffer;
	/** SHA-256 of the content. */
	readonly digest: string;
}

/** Says of a path within a tree whether it is a source; what builds leave there is none. */
export type IsSource = (path: string) => boolean;

/** Reads the sources in a tree, or in those `parts` (files and folders) of it. */
export async function readSources(
	root: string,
	isSource: IsSource,
	parts: readonly string[] = [''],
): Promise<SourceTree> {
	const paths = (await Promise.all(parts.map((part) => listFiles(root, part))))
		.flat()
		.filter(isSource)
		.sort();
	return new Map(
		await Promise.all(paths.map(async (path) => [path, await readSource(join(root, path))] as const)),
	);
}

/** What a key is made of: paths and digests. */
export function digestsOf(tree: SourceTree): (readonly [path: string, digest: string])[] {
	return [...tree].map(([path, {digest}]) => [path, digest]);
}

/**
 * Makes the sources in `to` those of the tree: writes what differs, so that make sees new times there and only there, and
 * removes what is gone. What a build left in `to` stays.
 */
export async function syncSources(
	tree: SourceTree,
	to: string,
	isSource: IsSource,
	parts?: readonly string[],
): Promise<void> {
	await mkdir(to, {recursive: true});
	const present = await readSources(to, isSource, parts);
	for (const path of present.keys()) if (!tree.has(path)) await rm(join(to, path));
	for (const [path, {content, digest}] of tree) {
		if (present.get(path)?.digest === digest) continue;
		await mkdir(dirname(join(to, path)), {recursive: true});
		await writeFile(join(to, path), content);
	}
}

async function listFiles(root: string, below: string): Promise<string[]> {
	const found = await stat(join(root, below)).catch(() => undefined);
	if (found === undefined) return [];
	if (found.isFile()) return [below];

	const files: string[] = [];
	for (const entry of await readdir(join(root, below), {withFileTypes: true})) {
		const path = below === '' ? entry.name : `${below}/${entry.name}`;
		if (entry.isDirectory()) files.push(...(await listFiles(root, path)));
		else if (entry.isFile()) files.push(path);
	}
	return files;
}

async function readSource(path: string): Promise<SourceFile> {
	const content = await readFile(path);
	return {content, digest: createHash('sha256').update(content).digest('hex')};
}
