import {closeSync, openSync, writeFileSync} from 'node:fs';
import {constants as c, type Descriptor, loadNative} from '../native.ts';

/** `count` IDs from `inside` appear outside from `outside`: a line of user_namespaces(7)'s uid_map. */
export interface IdRange {
	readonly inside: number;
	readonly outside: number;
	readonly count: number;
}

export interface IdMappings {
	readonly uids: readonly IdRange[];
	readonly gids: readonly IdRange[];
}

/** A user namespace that lives as long as its descriptor, and nobody is in it. */
export class UserNamespace implements Disposable {
	readonly fd: Descriptor;
	#open = true;

	constructor(fd: Descriptor) {
		this.fd = fd;
	}

	/** Closing twice is nothing. */
	close(): void {
		if (this.#open) closeSync(this.fd);
		this.#open = false;
	}

	[Symbol.dispose](): void {
		this.close();
	}
}

/**
 * Makes a user namespace with these mappings, for an idmapped mount (mount_setattr(2)). A child process makes it, because Node
 * has threads and may not; the child is gone when this returns. Wants CAP_SETUID and CAP_SETGID.
 */
export function createUserNamespace({uids, gids}: IdMappings): UserNamespace {
	const native = loadNative();
	const child = native.cloneUserNamespace();
	try {
		writeFileSync(`/proc/${child}/uid_map`, idMap(uids));
		writeFileSync(`/proc/${child}/gid_map`, idMap(gids));
		return new UserNamespace(openSync(`/proc/${child}/ns/user`, c.O_RDONLY | c.O_CLOEXEC));
	} finally {
		process.kill(child, 'SIGKILL');
		native.waitpid(child, 0);
	}
}

/** The kernel takes all of a map in one write(2). */
function idMap(ranges: readonly IdRange[]): string {
	return ranges.map(({inside, outside, count}) => `${inside} ${outside} ${count}\n`).join('');
}
