/**
 * What all calls share.
 *
 * **Arguments** are checked before the call: a TypeError or RangeError names the argument and what was expected.
 * Nothing is retried, defaulted or converted on the way; an argument that is not marked optional is required.
 *
 * **Blocking**: every call is synchronous on the calling thread unless it returns a Promise, because what it does may
 * belong to that thread (credentials, namespaces). One that waits in the kernel stops JavaScript meanwhile.
 *
 * **Failure** throws a {@link SyscallError}.
 */

/** A path, or another text for the kernel: a string, or its raw bytes. A NUL inside is a TypeError. */
export type Text = string | Uint8Array;

/** A 64-bit argument: a bigint, or a number that is a safe integer. Results are always bigint. */
export type Int64 = bigint | number;

/** An open file descriptor, or `AT_FDCWD` where a directory is wanted. The caller closes what a call returns. */
export type Descriptor = number;

/** A failed system call, in the shape of Node's own errors, with names that Node lacks (EUCLEAN, ENOKEY, ...). */
export interface SyscallError extends Error {
	/** Name of the errno. 95 is `ENOTSUP` as Node says, not `EOPNOTSUPP`. */
	readonly code: string;
	/** The errno, negative. */
	readonly errno: number;
	/** The call, such as `move_mount` or `ioctl(FS_IOC_MEASURE_VERITY)`. */
	readonly syscall: string;
	/** What the call was about, where it had a name. Bytes that aren't UTF-8 show as U+FFFD. */
	readonly path?: string;
	/** The second path of a call with two. */
	readonly dest?: string;
	/**
	 * Of `fsconfig` and `fsmount`: what the filesystem wrote to its context's log, a line each, led by `e `, `w ` or
	 * `i ` for error, warning and information. Reading empties the log.
	 */
	readonly kernelLog?: readonly string[];
}

/** Seconds since 1970 (negative before) and nanoseconds after that second, as the kernel keeps them. */
export interface Timestamp {
	readonly sec: bigint;
	readonly nsec: number;
}
