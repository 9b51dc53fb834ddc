import type {Descriptor, Int64} from './types.ts';

/** native/page_cache.cc. What the page cache holds is told by `Mapping.mincore`. */
export interface PageCacheCalls {
	/** posix_fadvise(2): `advice` is of `POSIX_FADV_*`; a length of 0 is to the end. */
	posix_fadvise(fd: Descriptor, offset: Int64, length: Int64, advice: number): void;

	/** readahead(2). */
	readahead(fd: Descriptor, offset: Int64, length: Int64): void;

	/** syncfs(2): writes back all that is dirty in the filesystem of `fd`, and waits for it. */
	syncfs(fd: Descriptor): void;
}
