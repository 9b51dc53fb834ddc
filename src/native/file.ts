import type {Descriptor, Int64, Text} from './types.ts';

/** native/file.cc */
export interface FileCalls {
	/** openat(2): `flags` are `O_*`; `mode` counts where a file is made, and is 0 otherwise. */
	openat(directory: Descriptor, path: Text, flags: number, mode: number): Descriptor;

	/** openat2(2): unlike openat(2) it refuses flags that it doesn't know. */
	openat2(directory: Descriptor, path: Text, how: OpenHow): Descriptor;

	/** close(2). Also after an error the descriptor is gone. */
	close(fd: Descriptor): void;

	/** pipe2(2): `flags` are `O_CLOEXEC`, `O_NONBLOCK`, `O_DIRECT`. The caller closes both ends. */
	pipe2(flags: number): {readonly read: Descriptor; readonly write: Descriptor};

	/** fcntl(2), the commands `F_*` whose argument is an int, or none and then 0: flags, leases, pipe sizes. */
	fcntl(fd: Descriptor, command: number, argument: number): number;

	/** flock(2): `operation` is of `LOCK_*`. Waits, unless with `LOCK_NB`. */
	flock(fd: Descriptor, operation: number): void;

	/** lseek(2): `whence` is of `SEEK_*`; gives the new position. ENXIO past the last data or the end. */
	lseek(fd: Descriptor, offset: Int64, whence: number): bigint;
}

/** struct open_how. */
export interface OpenHow {
	/** `O_*`. */
	readonly flags: Int64;
	/** Permission bits of a file that is made, otherwise 0. */
	readonly mode: Int64;
	/** `RESOLVE_*`. */
	readonly resolve: Int64;
}
