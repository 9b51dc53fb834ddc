import type {Descriptor} from './types.ts';

/**
 * native/namespace.cc. `unshare` and `setns` change the calling thread alone, and Node has others: what libuv's pool does (every
 * asynchronous fs call, and the digests here) stays in the old namespace, so after entering one only synchronous calls on
 * this thread count. Child processes are started by this thread and inherit its namespaces.
 */
export interface NamespaceCalls {
	/** unshare(2): `flags` are `CLONE_*`. `CLONE_NEWUSER` is EINVAL, because Node is multithreaded. */
	unshare(flags: number): void;

	/**
	 * setns(2): `fd` is of `/proc/PID/ns/*` or a pidfd, `types` are `CLONE_NEW*`, 0 for any. A mount namespace wants
	 * `unshare(CLONE_FS)` first (threads share their working directory: EINVAL); a user namespace is always EINVAL.
	 */
	setns(fd: Descriptor, types: number): void;

	/**
	 * clone(2) with `CLONE_NEWUSER`: the ID of a child process that does nothing but be in a user namespace of its own. Kill it
	 * with SIGKILL and reap it with `waitpid`; meanwhile it holds a copy of every descriptor. `src/mount` does all that.
	 */
	cloneUserNamespace(): number;

	/** waitpid(2) for such a child: waits, unless `options` say otherwise. */
	waitpid(pid: number, options: number): {readonly pid: number; readonly status: number};
}
