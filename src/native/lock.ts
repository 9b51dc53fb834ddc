import type {Descriptor, Int64} from './types.ts';

/** native/lock.cc */
export interface LockCalls {
	/**
	 * fcntl(2), the commands with a struct flock: `F_GETLK`, `F_SETLK` of a process, `F_OFD_GETLK`, `F_OFD_SETLK` of an open
	 * file description. Gives the structure as the kernel left it: of the `GETLK` commands the lock that is in the way, or
	 * `F_UNLCK` as its type.
	 */
	fcntlLock(fd: Descriptor, command: number, lock: Omit<RecordLock, 'pid'>): RecordLock;
}

/** struct flock. */
export interface RecordLock {
	/** `F_RDLCK`, `F_WRLCK`, `F_UNLCK`. */
	readonly type: number;
	/** `SEEK_SET`, `SEEK_CUR`, `SEEK_END`: where `start` counts from. */
	readonly whence: number;
	readonly start: Int64;
	/** Bytes; 0 is up to the end, however far that moves. */
	readonly length: Int64;
	/** Who holds the lock, -1 for an open file description. */
	readonly pid: number;
}
