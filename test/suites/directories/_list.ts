import {closeSync, openSync} from 'node:fs';
import {constants as c, type Descriptor, type Dirent, loadNative} from '../../../src/native.ts';

/** What getdents64(2) returns from the position of a descriptor to the end, through a buffer of this many bytes. */
export function readEntries(fd: Descriptor, bufferSize = 32_768): Dirent[] {
	const entries: Dirent[] = [];
	for (;;) {
		const some = loadNative().getdents64(fd, bufferSize);
		if (some.length === 0) return entries;
		entries.push(...some);
	}
}

/** All entries of a directory, "." and ".." included, in the order of the filesystem. */
export function listDirectory(path: string | Buffer, bufferSize?: number): Dirent[] {
	const fd = openSync(path, c.O_RDONLY | c.O_DIRECTORY);
	try {
		return readEntries(fd, bufferSize);
	} finally {
		closeSync(fd);
	}
}

/** Their names, one character a byte. */
export function namesOf(entries: readonly Dirent[]): string[] {
	return entries.map(({name}) => name.toString('latin1'));
}
