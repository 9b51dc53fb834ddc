import {createHash} from 'node:crypto';
import type {ManifestEntry} from '../image/manifest.ts';
import {readContent} from './content.ts';
import {Pacer} from './pacer.ts';
import {type SourceEntry, splitDevice, walkSource} from './source.ts';

export interface ScanOptions {
	readonly signal?: AbortSignal;
	/** Whether files are read, for their sha256. Default true. */
	readonly hash?: boolean;
}

/**
 * Lists a directory tree, such as a mount, as a manifest: depth first, names in byte order, the root "/" first. Does not
 * enter other filesystems. Xattrs that can't be read are left out. An InfraError names what can't be read.
 */
export async function* scanTree(
	tree: string,
	{signal, hash = true}: ScanOptions = {},
): AsyncGenerator<ManifestEntry> {
	const pacer = new Pacer(signal);
	const known = new Map<SourceEntry, string>();
	for (const entry of walkSource(tree)) {
		await pacer.pause();
		if (entry.type !== 'reg' || !hash) {
			yield manifestEntry(entry, undefined);
			continue;
		}
		const sha256 = (entry.link && known.get(entry.link)) ?? (await hashContent(entry, pacer));
		if (entry.stats.nlink > 1n && entry.link === undefined) known.set(entry, sha256);
		yield manifestEntry(entry, sha256);
	}
}

async function hashContent(entry: SourceEntry, pacer: Pacer): Promise<string> {
	const hash = createHash('sha256');
	for (const chunk of readContent(entry)) {
		hash.update(chunk);
		await pacer.pause();
	}
	return hash.digest('hex');
}

/** What a manifest says of an entry whose content has this sha256. */
export function manifestEntry(entry: SourceEntry, sha256: string | undefined): ManifestEntry {
	const {path, type, stats, target, xattrs, link} = entry;
	return {
		path,
		type,
		permissions: Number(stats.mode & 0o7777n),
		uid: Number(stats.uid),
		gid: Number(stats.gid),
		mtime: stats.mtimeNs,
		ctime: stats.ctimeNs,
		size: type === 'reg' || type === 'lnk' ? stats.size : 0n,
		...(type === 'chr' || type === 'blk' ? {device: splitDevice(stats.rdev)} : {}),
		...(target === undefined ? {} : {target}),
		...(sha256 === undefined ? {} : {sha256}),
		xattrs,
		...(link === undefined ? {} : {link: link.path}),
	};
}
