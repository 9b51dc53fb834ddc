import {createHash} from 'node:crypto';
import {copyFile, mkdir, readdir, readFile, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** The content of a source tree: path within it to SHA-256, in the order of paths. */
export type SourceTree = ReadonlyMap<string, string>;

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
	const digests = await Promise.all(paths.map(async (path) => digestOf(join(root, path))));
	return new Map(paths.map((path, index) => [path, digests[index] ?? '']));
}

/**
 * Makes the sources in `to` those of `from`: writes what differs, so that make sees new times there and only there, and
 * removes what is gone. What a build left in `to` stays.
 */
export async function syncSources(
	from: string,
	tree: SourceTree,
	to: string,
	isSource: IsSource,
	parts?: readonly string[],
): Promise<void> {
	await mkdir(to, {recursive: true});
	const present = await readSources(to, isSource, parts);
	for (const path of present.keys()) if (!tree.has(path)) await rm(join(to, path));
	for (const [path, digest] of tree) {
		if (present.get(path) === digest) continue;
		await mkdir(dirname(join(to, path)), {recursive: true});
		await copyFile(join(from, path), join(to, path));
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

async function digestOf(path: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(path))
		.digest('hex');
}
