import type {Descriptor, Text, Timestamp} from './types.ts';

/** native/statx.cc */
export interface StatxCalls {
	/** statx(2): `flags` are `AT_*`, `mask` is of `STATX_*`. The result's `mask` tells which fields are valid. */
	statx(directory: Descriptor, path: Text, flags: number, mask: number): Statx;

	/** statfs(2). */
	statfs(path: Text): Statfs;

	/** fstatfs(2). */
	fstatfs(fd: Descriptor): Statfs;
}

/** struct statx, without its prefix. Sizes are in bytes, `blocks` in units of 512. */
export interface Statx {
	readonly mask: number;
	readonly blksize: number;
	/** `STATX_ATTR_*`, of which those in `attributesMask` are supported. */
	readonly attributes: bigint;
	readonly attributesMask: bigint;
	readonly nlink: number;
	readonly uid: number;
	readonly gid: number;
	/** Type and permission bits. */
	readonly mode: number;
	readonly ino: bigint;
	readonly size: bigint;
	readonly blocks: bigint;
	readonly atime: Timestamp;
	readonly btime: Timestamp;
	readonly ctime: Timestamp;
	readonly mtime: Timestamp;
	readonly rdevMajor: number;
	readonly rdevMinor: number;
	readonly devMajor: number;
	readonly devMinor: number;
	readonly mntId: bigint;
	readonly dioMemAlign: number;
	readonly dioOffsetAlign: number;
	readonly subvol: bigint;
}

/** struct statfs, without its prefix. Block counts are in units of `frsize` bytes. */
export interface Statfs {
	/** The filesystem's magic number. */
	readonly type: number;
	readonly bsize: number;
	readonly frsize: number;
	readonly blocks: bigint;
	readonly bfree: bigint;
	readonly bavail: bigint;
	readonly files: bigint;
	readonly ffree: bigint;
	/** The two words of f_fsid, the first one lowest. */
	readonly fsid: bigint;
	readonly namelen: number;
	/** `ST_*`. */
	readonly flags: number;
}
