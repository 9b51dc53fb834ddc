import type {Descriptor, Text} from './types.ts';

/** What a loop took, and how much it did. */
export interface Measured {
	/** Processor time of the calling thread. In a guest under `-icount shift=0` that is the number of its instructions. */
	readonly ns: bigint;
	readonly count: number;
}

export interface WalkOptions {
	/** All that `ls -l` asks of each entry; else directories are only read. */
	readonly attributes: boolean;
	/** Also for POSIX ACLs, until the filesystem says that it has none. */
	readonly acls: boolean;
}

/**
 * The loops of the bench (`native/workload_*.cc`). Each makes many system calls, because it is the kernel that is measured:
 * they throw the SyscallError of the first call that does not go as it should.
 */
export interface WorkloadCalls {
	/** The system calls of `ls -lR`. `count`: the entries seen. */
	walkTree(root: Text, options: WalkOptions): Measured;
	/** statx(2) of each path, ended with a NUL byte each; with `absent` each must be ENOENT, else none. */
	statPaths(directory: Descriptor, paths: Uint8Array, absent: boolean): Measured;
	/** openat(2), one read(2) of up to `length` bytes and close(2) of each path. `count`: the bytes read. */
	readPaths(directory: Descriptor, paths: Uint8Array, length: number): Measured;
	/** openat(2), read(2) of `length` bytes at a time up to the end, close(2) of each path. `count`: the bytes read. */
	readWhole(directory: Descriptor, paths: Uint8Array, length: number): Measured;
	/**
	 * openat(2), so many pread(2) of `length` bytes, close(2). Each begins at a multiple of `length`, drawn from the same
	 * seed each time. `count`: the bytes read. Throws a RangeError for a file that is shorter than that.
	 */
	readAtRandom(directory: Descriptor, path: Text, length: number, times: number): Measured;
	/** openat(2), mmap(2), a load from each page, munmap(2), close(2) of each path, none empty. `count`: the pages. */
	touchPages(directory: Descriptor, paths: Uint8Array): Measured;
	/**
	 * chroot(2) to `root` and execve(2) of `path` in a child without an environment, whose output goes nowhere; its processor time
	 * from its first instruction to its end. `args[0]` is its name. Throws where it does not exit with 0.
	 */
	measureExec(root: Descriptor, path: Text, args: readonly string[]): Measured;
	/** stat(2) of one path, links followed, so many times. */
	statRepeatedly(directory: Descriptor, path: Text, times: number): Measured;
	/** mount(2) alone. */
	measureMount(source: Text, target: Text, type: Text, flags: number, data: Text): Measured;
	/** umount2(2) alone, with all that the last unmount of a filesystem takes down. */
	measureUmount(target: Text): Measured;
}
