import type {Descriptor, Int64} from './types.ts';

/** native/fsverity.cc. Documentation/filesystems/fsverity.rst lists the errors. */
export interface FsverityCalls {
	/**
	 * FS_IOC_ENABLE_VERITY. The descriptor is read-only, and nobody may have the file open for writing (ETXTBSY).
	 * EEXIST when verity is on already, ENOTSUP or ENOTTY where the filesystem lacks it.
	 */
	fsverityEnable(fd: Descriptor, options: FsverityEnableOptions): void;

	/** FS_IOC_MEASURE_VERITY: the file's digest as the kernel has it; ENODATA without fs-verity. */
	fsverityMeasure(fd: Descriptor): FsverityMeasurement;

	/**
	 * FS_IOC_READ_VERITY_METADATA: up to `length` bytes of an item, from `offset`; shorter at its end.
	 * `type` is one of `FS_VERITY_METADATA_TYPE_*`; ENODATA when the file lacks that item.
	 */
	fsverityReadMetadata(fd: Descriptor, type: Int64, offset: Int64, length: number): Buffer;
}

export interface FsverityEnableOptions {
	/** `FS_VERITY_HASH_ALG_*`. */
	readonly algorithm: number;
	/** Size of a Merkle tree block in bytes, such as 4096. */
	readonly blockSize: number;
	/** At most 32 bytes; empty for none. */
	readonly salt: Uint8Array;
	/** A PKCS#7 signature in DER; empty for none. */
	readonly signature: Uint8Array;
}

export interface FsverityMeasurement {
	/** `FS_VERITY_HASH_ALG_*`. */
	readonly algorithm: number;
	readonly digest: Buffer;
}
