import type {Int64} from './types.ts';

/**
 * native/credentials.cc: credentials(7) and capabilities(7) of the calling thread alone, unlike `process.setuid()`. They hold
 * for synchronous calls on this thread and for the child processes that it starts.
 */
export interface CredentialCalls {
	/** setresuid(2): 2^32 - 1 leaves an ID as it is. Leaving 0 drops capabilities, as user_namespaces(7) tells. */
	setresuid(real: number, effective: number, saved: number): void;

	/** setresgid(2). */
	setresgid(real: number, effective: number, saved: number): void;

	/** setgroups(2). */
	setgroups(groups: readonly number[]): void;

	/** setfsuid(2): the ID that file access is checked by. Gives the previous one and never fails: ask again to know. */
	setfsuid(uid: number): number;

	/** setfsgid(2), as `setfsuid`. */
	setfsgid(gid: number): number;

	/** capget(2). */
	capget(): CapabilitySets;

	/** capset(2). */
	capset(sets: CapabilitySets): void;
}

/** Sets of `CAP_*`. */
export interface CapabilitySets {
	readonly effective: Int64;
	readonly permitted: Int64;
	readonly inheritable: Int64;
}
