import {closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {BenchError, InfraError} from '../errors.ts';
import {temporaryName} from './draft.ts';
import {enableVerity} from './enable-verity.ts';

/** Writes an image under a temporary name and renames it when it is complete and on disk. */
export function writeImageFile(image: string, bytes: Uint8Array, verity: boolean): void {
	const temporary = temporaryName(dirname(image));
	try {
		const fd = openSync(temporary, 'wx', 0o644);
		try {
			for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
			fsyncSync(fd);
		} finally {
			closeSync(fd);
		}
		if (verity) enableVerity(temporary);
		renameSync(temporary, image);
	} catch (error) {
		rmSync(temporary, {force: true});
		if (error instanceof BenchError) throw error;
		throw new InfraError(`The image '${image}' can't be written: ${(error as Error).message}`, {
			cause: error,
		});
	}
}
