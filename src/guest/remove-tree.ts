import {lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, unlinkSync} from 'node:fs';
import {dirname, join} from 'node:path';

/**
 * Removes a directory with all that is in it. Unlike rmSync it takes names of any bytes and trees deeper than PATH_MAX:
 * every directory is moved up beside the first before it is emptied. A mount point inside is EBUSY.
 */
export function removeTree(directory: string): void {
	if (lstatSync(directory, {throwIfNoEntry: false}) === undefined) return;

	const grave = mkdtempSync(join(dirname(directory), '.removing-'));
	const waiting: Buffer[] = [];
	const bury = (path: string | Buffer) => {
		const moved = Buffer.from(join(grave, String(waiting.length)));
		renameSync(path, moved);
		waiting.push(moved);
	};

	bury(directory);
	// The list grows while it is walked; each directory in it is a direct child of the grave.
	for (const parent of waiting)
		for (const entry of readdirSync(parent, {withFileTypes: true, encoding: 'buffer'})) {
			const path = Buffer.concat([parent, Buffer.from('/'), entry.name]);
			if (entry.isDirectory()) bury(path);
			else unlinkSync(path);
		}
	for (const path of waiting) rmdirSync(path);
	rmdirSync(grave);
}
