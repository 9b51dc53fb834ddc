import type {Descriptor, Int64, Text} from './types.ts';

/** native/file.cc */
export interface FileCalls {
	/** openat(2): `flags` are `O_*`; `mode` counts where a file is made, and is 0 otherwise. */
	openat(directory: Descriptor, path: Text, flags: number, mode: number): Descriptor;

	/** openat2(2): unlike openat(2) it refuses flags that it doesn't know. */
	openat2(directory: Descriptor, path: Text, how: OpenHow): Descriptor;

	/** close(2). Also after an error the descriptor is gone. */
	close(fd: Descriptor): void;
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
