/**
 * The on-disk layout of a version 1 descriptor: numbers and bit patterns, nothing else.
 *
 *     0              superblock     128 bytes
 *     128            inode table    N x 96 bytes, inode number = index, 0 = root
 *     vdata_offset   vdata          to the end of the file
 *
 * All numbers are little-endian and all structures packed.
 */

export const magic = 0xc078629a;
export const version = 1;

export const superblockSize = 128;
export const inodeSize = 96;
export const vdataReferenceSize = 12;
export const direntSize = 12;
export const xattrElementSize = 4;
export const digestSize = 32;

/** An image is longer than a superblock and one inode, so a writer without vdata adds four zero bytes. */
export const minimumImageSize = superblockSize + inodeSize;
export const vdataAlignment = 4;

/** Byte offsets within the superblock. */
export const superblockField = {version: 0, magic: 4, vdataOffset: 8, unused: 16} as const;

/** Byte offsets within an inode. */
export const inodeField = {
	mode: 0,
	nlink: 4,
	uid: 8,
	gid: 12,
	rdev: 16,
	size: 20,
	mtimeSec: 28,
	mtimeNsec: 36,
	ctimeSec: 40,
	ctimeNsec: 48,
	variableData: 52,
	xattrs: 64,
	digest: 76,
	unused: 88,
} as const;

/** Byte offsets within a dirent. */
export const direntField = {inode: 0, nameOffset: 4, nameLength: 8, type: 9, padding: 10} as const;

export const limits = {
	name: 255,
	path: 4095,
	target: 4095,
	key: 255,
	value: 0xffff,
	xattrs: 0xffff,
	size: 2n ** 63n - 1n,
	seconds: 2n ** 63n,
	id: 0xfffffffe,
	inodes: 0xffffffff,
	vdataLength: 0xffffffff,
	major: 0xfff,
	minor: 0xfffff,
	permissions: 0o7777,
} as const;

export const nanosecondsPerSecond = 1_000_000_000;

export type InodeType = 'dir' | 'reg' | 'lnk' | 'chr' | 'blk' | 'fifo' | 'sock';

/** What `st_mode` holds above the permission bits; a dirent's d_type (DT_*) is the same number. */
export const typeCode: Readonly<Record<InodeType, number>> = {
	fifo: 1,
	chr: 2,
	dir: 4,
	blk: 6,
	reg: 8,
	lnk: 10,
	sock: 12,
};

const typesByCode = new Map<number, InodeType>(
	(Object.entries(typeCode) as [InodeType, number][]).map(([type, code]) => [code, type]),
);

const permissionBits = 12;

/** The type in `st_mode`, or undefined when anything above the permission bits is not one of the seven. */
export function typeOfMode(mode: number): InodeType | undefined {
	return typesByCode.get(mode >>> permissionBits);
}

export function modeOf(type: InodeType, permissions: number): number {
	return (typeCode[type] << permissionBits) | permissions;
}

/** A device number as the kernel's new_encode_dev writes it: 12-bit major, 20-bit minor. */
export interface Device {
	readonly major: number;
	readonly minor: number;
}

export function encodeDevice({major, minor}: Device): number {
	return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

export function decodeDevice(encoded: number): Device {
	return {major: (encoded >>> 8) & 0xfff, minor: (encoded & 0xff) | ((encoded >>> 12) & 0xfff00)};
}

/** Splits nanoseconds since 1970 the way the format stores them: the seconds round down, also before 1970. */
export function splitTime(ns: bigint): {readonly sec: bigint; readonly nsec: number} {
	const nsec = Number(((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
	return {sec: (ns - BigInt(nsec)) / 1_000_000_000n, nsec};
}

export function joinTime(sec: bigint, nsec: number): bigint {
	return sec * 1_000_000_000n + BigInt(nsec);
}
