import type {Descriptor, Text} from './types.ts';

/**
 * native/xattr.cc: xattr(7). Names are whole ("user.foo"), values bytes. The plain form follows a symlink at the end
 * of the path, the `l` form doesn't, the `f` form takes a descriptor.
 *
 * Reading wants a `length` for the buffer: what doesn't fit is ERANGE, and `XATTR_SIZE_MAX` or `XATTR_LIST_MAX` fits
 * everything. A length of 0 asks for the size instead and gives a number.
 */
export interface XattrCalls {
	getxattr(path: Text, name: Text, length: 0): number;
	getxattr(path: Text, name: Text, length: number): Buffer;
	lgetxattr(path: Text, name: Text, length: 0): number;
	lgetxattr(path: Text, name: Text, length: number): Buffer;
	fgetxattr(fd: Descriptor, name: Text, length: 0): number;
	fgetxattr(fd: Descriptor, name: Text, length: number): Buffer;

	/** The names, each ended by a NUL: see `splitXattrNames`. */
	listxattr(path: Text, length: 0): number;
	listxattr(path: Text, length: number): Buffer;
	llistxattr(path: Text, length: 0): number;
	llistxattr(path: Text, length: number): Buffer;
	flistxattr(fd: Descriptor, length: 0): number;
	flistxattr(fd: Descriptor, length: number): Buffer;

	/** `flags` are `XATTR_CREATE` (EEXIST if it is there) and `XATTR_REPLACE` (ENODATA if it isn't), or 0. */
	setxattr(path: Text, name: Text, value: Uint8Array, flags: number): void;
	lsetxattr(path: Text, name: Text, value: Uint8Array, flags: number): void;
	fsetxattr(fd: Descriptor, name: Text, value: Uint8Array, flags: number): void;

	removexattr(path: Text, name: Text): void;
	lremovexattr(path: Text, name: Text): void;
	fremovexattr(fd: Descriptor, name: Text): void;
}

/** The names in what {@link XattrCalls.listxattr} and its kin return. */
export function splitXattrNames(list: Buffer): Buffer[] {
	const names: Buffer[] = [];
	for (let start = 0; start < list.length; ) {
		const end = list.indexOf(0, start);
		names.push(list.subarray(start, end));
		start = end + 1;
	}
	return names;
}
