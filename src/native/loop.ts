import type {Descriptor, Int64} from './types.ts';

/** native/loop.cc: loop(4). */
export interface LoopCalls {
	/** LOOP_CTL_GET_FREE of `/dev/loop-control`: the number of a free device. Another process may take it meanwhile. */
	loopGetFree(control: Descriptor): number;

	/** LOOP_CONFIGURE: attaches a file; EBUSY when the device has one. */
	loopConfigure(device: Descriptor, options: LoopOptions): void;

	/** LOOP_GET_STATUS64; ENXIO when nothing is attached. */
	loopGetStatus(device: Descriptor): LoopStatus;

	/** LOOP_CLR_FD: detaches, at once or when the last opener closes. */
	loopClear(device: Descriptor): void;
}

export interface LoopOptions {
	readonly file: Descriptor;
	/** Bytes of a sector; 0 is the kernel's choice. */
	readonly blockSize: number;
	/** Bytes of the file before the device's first. */
	readonly offset: Int64;
	/** Bytes of the device at most; 0 is all of the file. */
	readonly sizeLimit: Int64;
	/** `LO_FLAGS_*`. */
	readonly flags: number;
}

/** From struct loop_info64. */
export interface LoopStatus {
	/** Inode number of the file. */
	readonly ino: bigint;
	readonly offset: bigint;
	readonly sizeLimit: bigint;
	/** `LO_FLAGS_*`. */
	readonly flags: number;
	/** N of `/dev/loopN`. */
	readonly number: number;
}
