import {closeSync, constants, fstatSync, openSync, realpathSync, statSync} from 'node:fs';
import {UsageError} from '../errors.ts';
import {fsverityDigest} from '../native.ts';
import {changed, isUnchanged, reading, type SourceEntry} from './source.ts';

/** A regular file, and what stat said of it when it was listed. */
export type ListedFile = Pick<SourceEntry, 'file' | 'stats'>;

/** Should a fifo or a link have taken the file's place since it was listed, neither is waited for or followed. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The fs-verity digest of a file's content (SHA-256, 4096-byte blocks, no salt), whether or not it has fs-verity on. */
export async function fsverityDigestFile(path: string, signal?: AbortSignal): Promise<Buffer> {
	return Buffer.from(await digestListed(listFile(path), signal), 'hex');
}

/**
 * The same, hexadecimal, computed on a thread of its own. Throws an InfraError that names the file when it can't be read, or
 * is no longer what it was when it was listed.
 */
export async function digestListed({file, stats}: ListedFile, signal?: AbortSignal): Promise<string> {
	const fd = reading(file, () => openSync(file, openFlags));
	try {
		const unchanged = () =>
			isUnchanged(
				stats,
				reading(file, () => fstatSync(fd, {bigint: true})),
			);
		if (!unchanged()) throw changed(file, 'file');
		const digest = await fsverityDigest(fd, signal && {signal});
		if (!unchanged()) throw changed(file, 'file');
		return digest.toString('hex');
	} finally {
		closeSync(fd);
	}
}

function listFile(path: string): ListedFile {
	try {
		const file = realpathSync(path, 'buffer');
		const stats = statSync(file, {bigint: true});
		if (!stats.isFile()) throw new Error('it is no regular file');
		return {file, stats};
	} catch (error) {
		throw new UsageError(`Expected a file, got '${path}': ${(error as Error).message}`, {cause: error});
	}
}
