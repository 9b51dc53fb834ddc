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

/** Lists a store; paths are relative to it, in their order. Nothing is opened. */
export function listStore(directory: string): StoreListing {
	const objects: StoreListing['objects'][number][] = [];
	const temporaries: string[] = [];
	const foreign: string[] = [];
	for (const name of readdirSync(directory).sort()) {
		if (name.startsWith('.tmp-')) temporaries.push(name);
		else if (name === damagedFolder) continue;
		else if (!/^[0-9a-f]{2}$/.test(name) || !lstatSync(join(directory, name)).isDirectory())
			foreign.push(name);
		else
			for (const rest of readdirSync(join(directory, name)).sort()) {
				const path = `${name}/${rest}`;
				const stats = lstatSync(join(directory, path), {bigint: true});
				if (!/^[0-9a-f]{62}$/.test(rest) || !stats.isFile()) foreign.push(path);
				else objects.push({path, digest: name + rest, file: Buffer.from(join(directory, path)), stats});
			}
	}
	return {objects, temporaries, foreign};
}
