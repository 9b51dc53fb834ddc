import type {Descriptor, Text} from './types.ts';

/** native/handle.cc */
export interface HandleCalls {
	/**
	 * name_to_handle_at(2): `flags` are `AT_EMPTY_PATH`, `AT_SYMLINK_FOLLOW`, `AT_HANDLE_*`. What doesn't fit `capacity`
	 * bytes is EOVERFLOW, whose error has the bytes that are needed as `handleBytes`.
	 */
	name_to_handle_at(directory: Descriptor, path: Text, flags: number, capacity: number): NamedHandle;

	/** open_by_handle_at(2): `mount` is any descriptor on the filesystem. ESTALE when the file is gone. */
	open_by_handle_at(mount: Descriptor, handle: FileHandle, flags: number): Descriptor;
}

/** struct file_handle. */
export interface FileHandle {
	/** Of the filesystem's own choosing. */
	readonly type: number;
	readonly handle: Uint8Array;
}

export interface NamedHandle extends FileHandle {
	readonly handle: Buffer;
	/** As in /proc/self/mountinfo, or the unique one with `AT_HANDLE_MNT_ID_UNIQUE`. */
	readonly mountId: bigint;
}
