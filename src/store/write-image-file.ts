import {closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {BenchError, InfraError} from '../errors.ts';
import {temporaryName} from './draft.ts';
import {enableVerity, lacksVerity, type VerityWish} from './enable-verity.ts';

/** Writes an image under a temporary name and renames it when it is complete and on disk; its name is on disk, too, in the end. */
export function writeImageFile(image: string, bytes: Uint8Array, verity: VerityWish): void {
	const temporary = temporaryName(dirname(image));
	try {
		const fd = openSync(temporary, 'wx', 0o644);
		try {
			for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
			fsyncSync(fd);
		} finally {
			closeSync(fd);
		}
		if (verity !== false) tryVerity(temporary, verity);
		renameSync(temporary, image);
		syncDirectory(dirname(image));
	} catch (error) {
		rmSync(temporary, {force: true});
		if (error instanceof BenchError) throw error;
		throw new InfraError(`The image '${image}' can't be written: ${(error as Error).message}`, {
			cause: error,
		});
	}
}

function tryVerity(file: string, verity: true | 'where-possible'): void {
	try {
		enableVerity(file);
	} catch (error) {
		if (verity === true || !lacksVerity(error)) throw error;
	}
}

function syncDirectory(path: string): void {
	const fd = openSync(path, 'r');
	try {
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}
