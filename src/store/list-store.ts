import {lstatSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {ListedFile} from './digest-file.ts';

/** What a store's directory holds. */
export interface StoreListing {
	readonly objects: readonly (ListedFile & {readonly path: string; readonly digest: string})[];
	/** What writers left that were killed, or have not finished yet. */
	readonly temporaries: readonly string[];
	/** What has no name of an object, or one but is no regular file. */
	readonly foreign: readonly string[];
}

/** Where `repairStore` puts objects that are damaged. */
export const damagedFolder = 'damaged';

/** Whether a path below a store is that of an object: images may name other backing files, too. */
export function isObjectPath(path: string): boolean {
	return /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(path);
}

/** Lists a store; paths are relative to it, in their order. Nothing is opened, and what goes meanwhile is left out. */
export function listStore(directory: string): StoreListing {
	const objects: StoreListing['objects'][number][] = [];
	const temporaries: string[] = [];
	const foreign: string[] = [];
	for (const name of readdirSync(directory).sort()) {
		if (name.startsWith('.tmp-')) temporaries.push(name);
		else if (name === damagedFolder) continue;
		else if (!isObjectFolder(directory, name)) foreign.push(name);
		else
			for (const rest of namesIn(join(directory, name))) {
				const path = `${name}/${rest}`;
				const stats = lstatSync(join(directory, path), {bigint: true, throwIfNoEntry: false});
				if (stats === undefined) continue;
				if (!isObjectPath(path) || !stats.isFile()) foreign.push(path);
				else objects.push({path, digest: name + rest, file: Buffer.from(join(directory, path)), stats});
			}
	}
	return {objects, temporaries, foreign};
}

function isObjectFolder(directory: string, name: string): boolean {
	if (!/^[0-9a-f]{2}$/.test(name)) return false;
	return lstatSync(join(directory, name), {throwIfNoEntry: false})?.isDirectory() ?? true;
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder).sort();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
