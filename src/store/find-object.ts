import {type BigIntStats, closeSync, constants, fstatSync, openSync, realpathSync} from 'node:fs';
import {join} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import {escapeBytes} from '../image/bytes.ts';
import type {ImageObject} from '../image/image-objects.ts';

/** A backing file that was found in a base directory. */
export interface FoundObject {
	readonly file: Buffer;
	readonly stats: BigIntStats;
}

/** Directories that hold objects, absolute. Throws a UsageError that names one that is none. */
export function openStores(directories: readonly string[]): string[] {
	return directories.map((directory) => {
		try {
			return realpathSync(`${directory}/`);
		} catch (error) {
			throw new UsageError(
				`Expected a directory as object store, got '${directory}': ${(error as Error).message}`,
				{cause: error},
			);
		}
	});
}

const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The first base directory's file of this path, as the driver looks for it; undefined where none has it. What is there but
 * is no regular file of the recorded size is an InfraError.
 */
export function findObject(stores: readonly string[], {backing, size}: ImageObject): FoundObject | undefined {
	for (const store of stores) {
		const file = Buffer.concat([Buffer.from(join(store, '/')), backing]);
		let fd: number;
		try {
			fd = openSync(file, flags);
		} catch (error) {
			const {code, message} = error as NodeJS.ErrnoException;
			if (code === 'ENOENT' || code === 'ENOTDIR') continue;
			throw new InfraError(`The object '${escapeBytes(file)}' can't be opened: ${message}`, {cause: error});
		}
		try {
			const stats = fstatSync(fd, {bigint: true});
			if (stats.isFile() && stats.size === size) return {file, stats};
			const got = stats.isFile() ? `${stats.size}` : 'no regular file';
			throw new InfraError(
				`The object '${escapeBytes(file)}' is damaged: expected ${size} bytes, got ${got}`,
			);
		} finally {
			closeSync(fd);
		}
	}
	return undefined;
}
