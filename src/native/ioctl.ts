import type {Descriptor} from './types.ts';

/** native/ioctl.cc: requests that have no function of their own. */
export interface IoctlCalls {
	/**
	 * ioctl(2) with a structure, which must have at least the size that the request says. The argument is copied: what the
	 * kernel left of it is in the result. Not for structures with pointers, or with arrays that the size leaves out.
	 */
	ioctl(
		fd: Descriptor,
		request: number,
		argument: Uint8Array,
	): {readonly value: number; readonly argument: Buffer};

	/** ioctl(2) with a number, or 0 for none: the request says a size of 0. */
	ioctlNumber(fd: Descriptor, request: number, argument: number): number;
}
