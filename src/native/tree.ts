import type {Descriptor, Int64, Text, Timestamp} from './types.ts';

/** native/tree.cc: making and changing trees, names of any bytes included. */
export interface TreeCalls {
	/** mkdirat(2), less the umask. */
	mkdirat(directory: Descriptor, path: Text, mode: number): void;

	/** mknodat(2): `mode` is type and permission bits; major and minor are 0 for what is no device. */
	mknodat(directory: Descriptor, path: Text, mode: number, major: number, minor: number): void;

	/** symlinkat(2). */
	symlinkat(target: Text, directory: Descriptor, path: Text): void;

	/** linkat(2): `flags` are `AT_SYMLINK_FOLLOW`, `AT_EMPTY_PATH`. */
	linkat(
		fromDirectory: Descriptor,
		fromPath: Text,
		toDirectory: Descriptor,
		toPath: Text,
		flags: number,
	): void;

	/** unlinkat(2): `AT_REMOVEDIR` for a directory. */
	unlinkat(directory: Descriptor, path: Text, flags: number): void;

	/** renameat2(2): `flags` are `RENAME_*`. */
	renameat2(
		fromDirectory: Descriptor,
		fromPath: Text,
		toDirectory: Descriptor,
		toPath: Text,
		flags: number,
	): void;

	/** fchownat(2): 2^32 - 1 leaves an ID as it is; `flags` are `AT_*`. */
	fchownat(directory: Descriptor, path: Text, uid: number, gid: number, flags: number): void;

	/** fchmodat(2): follows a symlink. */
	fchmodat(directory: Descriptor, path: Text, mode: number): void;

	/** utimensat(2): `UTIME_NOW` or `UTIME_OMIT` may be a time's `nsec`; `flags` are `AT_*`. */
	utimensat(directory: Descriptor, path: Text, atime: Timestamp, mtime: Timestamp, flags: number): void;

	/** truncate(2). */
	truncate(path: Text, length: Int64): void;

	/** fallocate(2): `mode` is of `FALLOC_FL_*`. */
	fallocate(fd: Descriptor, mode: number, offset: Int64, length: Int64): void;

	/** faccessat2(2): `mode` is of `F_OK`, `R_OK`, `W_OK`, `X_OK`; `flags` are `AT_*`. */
	faccessat2(directory: Descriptor, path: Text, mode: number, flags: number): void;
}
