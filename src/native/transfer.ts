import type {Descriptor, Int64} from './types.ts';

/**
 * native/transfer.cc. Lengths and results are in bytes, and a result may be less than was asked for. Memory is aligned
 * to 4096 bytes, so that files opened with `O_DIRECT` can be read.
 */
export interface TransferCalls {
	/** pread(2). */
	pread(fd: Descriptor, length: number, offset: Int64): Buffer;

	/**
	 * preadv2(2): reads into buffers of these lengths, in order, and gives those that were written to, the last one cut.
	 * An offset of -1 is the file's position. `flags` are `RWF_*`; EAGAIN with `RWF_NOWAIT` where it would wait.
	 */
	preadv2(fd: Descriptor, lengths: readonly number[], offset: Int64, flags: number): Buffer[];

	/** pwrite(2). */
	pwrite(fd: Descriptor, bytes: Uint8Array, offset: Int64): number;

	/** splice(2): one side at least is a pipe, whose offset is null. `flags` are `SPLICE_F_*`. */
	splice(options: TransferOptions): number;

	/** sendfile(2): an offset of null reads from the file's position and moves it. */
	sendfile(to: Descriptor, from: Descriptor, fromOffset: Int64 | null, length: number): number;

	/** copy_file_range(2): `flags` are 0. */
	copy_file_range(options: TransferOptions): number;

	/** ioctl(2) FICLONE: EXDEV across filesystems, ENOTSUP where the filesystem shares no extents. */
	ficlone(to: Descriptor, from: Descriptor): void;

	/** ioctl(2) FICLONERANGE: a length of 0 is to the end. */
	ficloneRange(to: Descriptor, options: CloneRange): void;
}

export interface TransferOptions {
	readonly from: Descriptor;
	/** Null is the file's own position. */
	readonly fromOffset: Int64 | null;
	readonly to: Descriptor;
	readonly toOffset: Int64 | null;
	readonly length: number;
	readonly flags: number;
}

/** struct file_clone_range. */
export interface CloneRange {
	readonly from: Descriptor;
	readonly fromOffset: Int64;
	readonly length: Int64;
	readonly toOffset: Int64;
}
