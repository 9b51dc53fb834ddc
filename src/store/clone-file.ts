import {chmodSync, constants, copyFileSync, lstatSync, rmSync} from 'node:fs';
import type {ListedFile} from './digest-file.ts';
import {changed, isUnchanged, reading} from './source.ts';

/**
 * Gives a file's content a second name on the same filesystem, sharing its blocks; undefined where the filesystem can't.
 * Throws an InfraError when the file is no longer what it was when it was listed.
 */
export function cloneFile({file, stats}: ListedFile, to: string, mode: number): string | undefined {
	try {
		copyFileSync(file, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
	} catch {
		rmSync(to, {force: true});
		return undefined;
	}
	// Another file may have taken the name meanwhile, a link to one included.
	if (
		!isUnchanged(
			stats,
			reading(file, () => lstatSync(file, {bigint: true})),
		)
	) {
		rmSync(to, {force: true});
		throw changed(file, 'file');
	}
	chmodSync(to, mode);
	return to;
}
