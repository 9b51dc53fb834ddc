import type {Descriptor, Text} from './types.ts';

/** native/directory.cc */
export interface DirectoryCalls {
	/**
	 * getdents64(2): the entries that fit a buffer of `length` bytes, "." and ".." included; none at the end.
	 * EINVAL when not even one fits.
	 */
	getdents64(fd: Descriptor, length: number): Dirent[];

	/** readlinkat(2): the target, cut at `length` bytes. */
	readlinkat(directory: Descriptor, path: Text, length: number): Buffer;
}

/** struct linux_dirent64. */
export interface Dirent {
	readonly ino: bigint;
	/** Where the next entry begins: what lseek(2) with SEEK_SET takes. Opaque otherwise. */
	readonly off: bigint;
	/** `DT_*`. */
	readonly type: number;
	readonly name: Buffer;
}
