import {type Directory, directory, type Inode} from '../../../src/image/tree.ts';

/** `prefix` and a number, so that they are in order: of this many bytes in all. */
export function numberedNames(count: number, length: number): string[] {
	return Array.from({length: count}, (_, n) => `${'n'.repeat(length - 8)}${String(n).padStart(8, '0')}`);
}

/** A directory in which all names lead to one inode. */
export function linksTo(inode: Inode, names: readonly string[]): Directory {
	return directory(names.map((name) => [name, inode] as const));
}
