import {open} from 'node:fs/promises';

/** Waits until what was written to a file, or the names in a directory, have reached the disk. */
export async function syncPath(path: string): Promise<void> {
	const file = await open(path);
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}
