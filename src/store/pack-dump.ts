import {readFileSync} from 'node:fs';
import {UsageError} from '../errors.ts';
import {decodeDump} from '../image/decode-dump.ts';
import {countEntries} from '../image/tree.ts';
import type {ContentSink} from './content-sink.ts';
import type {PackedTree} from './pack-tree.ts';

/** Reads the text of composefs-dump(5) from a file, or `-` for standard input; content that stands in it goes to the store. */
export async function packDump(path: string, store: ContentSink | undefined): Promise<PackedTree> {
	const {root, inline} = decodeDump(readText(path));
	let objectsAdded = 0;
	let contentBytes = 0n;
	for (const [file, content] of inline) {
		if (content.length === 0) continue;
		if (store === undefined)
			throw new UsageError(`Expected a store, because '${path}' has content in its text, got none`, {
				remedy: 'Name one with --store.',
			});
		const object = await store.add(content);
		if (object.added) objectsAdded++;
		contentBytes += object.size;
		file.backing = Buffer.from(object.path);
		file.digest = Buffer.from(object.digest, 'hex');
	}
	return {root, entries: countEntries(root), contentBytes, objectsAdded, unreadableXattrs: []};
}

function readText(path: string): Buffer {
	try {
		return readFileSync(path === '-' ? 0 : path);
	} catch (error) {
		throw new UsageError(`Expected a dump, got '${path}': ${(error as Error).message}`, {cause: error});
	}
}
