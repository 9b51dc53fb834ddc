import type {Descriptor, Int64, Text} from './types.ts';

/** native/notify.cc: inotify(7) and fanotify(7). Events are read from the descriptor, with `IN_NONBLOCK` or `FAN_NONBLOCK` EAGAIN. */
export interface NotifyCalls {
	/** inotify_init1(2): `flags` are `IN_NONBLOCK`, `IN_CLOEXEC`. */
	inotify_init1(flags: number): Descriptor;

	/** inotify_add_watch(2): `mask` is of `IN_*`. Gives the watch, which events name. */
	inotify_add_watch(fd: Descriptor, path: Text, mask: number): number;

	/** inotify_rm_watch(2). */
	inotify_rm_watch(fd: Descriptor, watch: number): void;

	/** fanotify_init(2): `flags` are `FAN_CLASS_*`, `FAN_REPORT_*`, ...; `eventFlags` are the `O_*` of descriptors in events. */
	fanotify_init(flags: number, eventFlags: number): Descriptor;

	/** fanotify_mark(2): `flags` are `FAN_MARK_*`; with a path of null the directory itself is meant. */
	fanotify_mark(fd: Descriptor, flags: number, mask: Int64, directory: Descriptor, path: Text | null): void;
}
