import type {Descriptor, Int64, Text} from './types.ts';

/** native/mount.cc */
export interface MountCalls {
	/**
	 * mount(2): `flags` are `MS_*`; `data` is the filesystem's option string, at most a page.
	 * What a call leaves unused (such as `type` of a bind mount) is null.
	 */
	mount(source: Text | null, target: Text, type: Text | null, flags: Int64, data: Text | null): void;

	/** umount2(2): `flags` are `MNT_*` and `UMOUNT_NOFOLLOW`. */
	umount2(target: Text, flags: number): void;

	/** fsopen(2): a new filesystem context; `flags` are `FSOPEN_*`. */
	fsopen(type: Text, flags: number): Descriptor;

	/**
	 * fsconfig(2): `command` is one of `FSCONFIG_*` and says what the rest means. Errors carry `kernelLog`, and the key
	 * as `path`.
	 *
	 * | command | key | value | aux |
	 * | --- | --- | --- | --- |
	 * | SET_FLAG | name | null | 0 |
	 * | SET_STRING | name | text, at most 255 bytes | 0 |
	 * | SET_BINARY | name | bytes | how many of them, at most 1 MiB |
	 * | SET_PATH, SET_PATH_EMPTY | name | path | directory descriptor |
	 * | SET_FD | name | null | descriptor |
	 * | CMD_CREATE, CMD_CREATE_EXCL, CMD_RECONFIGURE | null | null | 0 |
	 */
	fsconfig(context: Descriptor, command: number, key: Text | null, value: Text | null, aux: number): void;

	/** fspick(2): the context of a superblock that is mounted already; `flags` are `FSPICK_*`. */
	fspick(directory: Descriptor, path: Text, flags: number): Descriptor;

	/** read(2) of a context until its log is empty; lines as in `kernelLog`. Not a context: no lines. */
	fsContextLog(context: Descriptor): string[];

	/** fsmount(2): a mount that is attached nowhere; `attributes` are `MOUNT_ATTR_*`. Errors carry `kernelLog`. */
	fsmount(context: Descriptor, flags: number, attributes: number): Descriptor;

	/** move_mount(2): `flags` are `MOVE_MOUNT_*`. */
	move_mount(
		fromDirectory: Descriptor,
		fromPath: Text,
		toDirectory: Descriptor,
		toPath: Text,
		flags: number,
	): void;

	/** open_tree(2): `flags` are `OPEN_TREE_*` and `AT_*`. */
	open_tree(directory: Descriptor, path: Text, flags: number): Descriptor;

	/** mount_setattr(2): `flags` are `AT_EMPTY_PATH`, `AT_RECURSIVE`, `AT_SYMLINK_NOFOLLOW`, `AT_NO_AUTOMOUNT`. */
	mount_setattr(directory: Descriptor, path: Text, flags: number, attributes: MountAttributes): void;
}

/** struct mount_attr. */
export interface MountAttributes {
	/** `MOUNT_ATTR_*` to set. */
	readonly set: Int64;
	/** `MOUNT_ATTR_*` to clear, before the others are set. */
	readonly clear: Int64;
	/** `MS_SHARED`, `MS_PRIVATE`, `MS_SLAVE`, `MS_UNBINDABLE`, or 0 to leave it. */
	readonly propagation: Int64;
	/** With `MOUNT_ATTR_IDMAP`: a descriptor of the user namespace; otherwise 0. */
	readonly userNamespace: Int64;
}
