import type {Descriptor, Int64} from './types.ts';

/** native/io_uring.cc */
export interface IoUringCalls {
	/** io_uring_setup(2): room for this many reads at once; `flags` are `IORING_SETUP_*`. */
	readonly IoUring: new (
		entries: number,
		flags: number,
	) => IoUring;
}

/** An io_uring(7) that reads files. Any use after closing is a TypeError. */
export interface IoUring extends Disposable {
	/** io_uring_register(2): reads with `IOSQE_FIXED_FILE` then name one of these by its index. Once for a ring. */
	registerFiles(files: readonly Descriptor[]): void;

	/** io_uring_register(2): makes buffers of these lengths, which `IORING_OP_READ_FIXED` reads into. Once for a ring. */
	registerBuffers(lengths: readonly number[]): void;

	/**
	 * io_uring_enter(2): submits all of them together, waits until each has completed, and gives for each the bytes that
	 * were read, or its errno, negative.
	 */
	readAll(reads: readonly IoUringRead[]): (Buffer | number)[];

	/** Gives the registered files back, and close(2). Doing it twice is nothing. */
	close(): void;
}

/** An entry of the submission queue. */
export interface IoUringRead {
	/** `IORING_OP_READ`, `IORING_OP_READV`, `IORING_OP_READ_FIXED`. */
	readonly opcode: number;
	/** `IOSQE_*`. */
	readonly flags: number;
	/** With `IOSQE_FIXED_FILE` an index of the registered files. */
	readonly fd: Descriptor;
	/** -1 is the position of the file. */
	readonly offset: Int64;
	/** Of `IORING_OP_READV` several, else one. */
	readonly lengths: readonly number[];
	/** `RWF_*`. */
	readonly rwFlags: number;
	/** Of `IORING_OP_READ_FIXED`: index of the registered buffer. */
	readonly buffer?: number;
}
