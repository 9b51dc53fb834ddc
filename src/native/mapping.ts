import type {Descriptor, Int64} from './types.ts';

/** native/mapping.cc */
export interface MappingCalls {
	/** mmap(2), at an address of the kernel's choice. */
	readonly Mapping: new (
		options: MappingOptions,
	) => Mapping;
}

export interface MappingOptions {
	/** May be closed while the mapping lives. */
	readonly fd: Descriptor;
	/** Bytes, at most 1 GiB. */
	readonly length: number;
	/** `PROT_*`. */
	readonly protection: number;
	/** `MAP_*`, without `MAP_FIXED`. */
	readonly flags: number;
	/** A multiple of the page size. */
	readonly offset: Int64;
}

/**
 * A mapped file. Offsets are in bytes from the mapping's start; those of the page-wise calls are multiples of the page
 * size. What lies outside `length` is a RangeError, any use after closing a TypeError.
 */
export interface Mapping extends Disposable {
	/** As it was asked for; 0 once closed. */
	readonly length: number;

	/**
	 * Loads the bytes with the CPU, as any program would, and gives a copy. Where that faults (past the end of the file, or
	 * because the kernel couldn't or wouldn't read the page) it throws a {@link MappingFault}; the process lives on.
	 */
	read(offset: Int64, length: number): Buffer;

	/** Stores the bytes; faults as `read` does. */
	write(offset: Int64, bytes: Uint8Array): void;

	/** mincore(2): a byte for each page, 1 where it is in the page cache. */
	mincore(offset: Int64, length: number): Buffer;

	/** msync(2): `flags` are `MS_SYNC`, `MS_ASYNC`, `MS_INVALIDATE`. */
	msync(offset: Int64, length: number, flags: number): void;

	/** madvise(2): `advice` is of `MADV_*`. */
	madvise(offset: Int64, length: number, advice: number): void;

	/** mprotect(2): EACCES where the file wasn't opened for it. */
	mprotect(offset: Int64, length: number, protection: number): void;

	/** munmap(2). Doing it twice is nothing. */
	close(): void;
}

/** A load or a store that the kernel answered with a signal. */
export interface MappingFault extends Error {
	readonly code: 'SIGBUS' | 'SIGSEGV';
	/** -EFAULT. */
	readonly errno: number;
	readonly syscall: 'load' | 'store';
	/** The byte of the mapping that could not be reached. */
	readonly offset: bigint;
}
