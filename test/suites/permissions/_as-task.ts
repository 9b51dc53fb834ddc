import {readFileSync} from 'node:fs';
import {loadNative} from '../../../src/native.ts';

export interface Task {
	readonly uid: number;
	readonly gid: number;
	/** Supplementary groups; default none. */
	readonly groups?: readonly number[];
}

const unchanged = 2 ** 32 - 1;

/** Runs something synchronous as another user: effective ids, groups, and without any capability. */
export function asTask<Result>({uid, gid, groups = []}: Task, action: () => Result): Result {
	const native = loadNative();
	const before = supplementaryGroups();
	native.setgroups(groups);
	native.setresgid(unchanged, gid, unchanged);
	native.setresuid(unchanged, uid, unchanged);
	try {
		return action();
	} finally {
		native.setresuid(unchanged, 0, unchanged);
		native.setresgid(unchanged, 0, unchanged);
		native.setgroups(before);
	}
}

/** As the kernel has them: process.getgroups() adds the effective group, which set again would be one more than before. */
function supplementaryGroups(): readonly number[] {
	const line = /^Groups:(.*)$/m.exec(readFileSync('/proc/thread-self/status', 'utf8'))?.[1] ?? '';
	return line
		.split(' ')
		.map((word) => word.trim())
		.filter(Boolean)
		.map(Number);
}

/** A user who is nobody special. */
export const user: Task = {uid: 1000, gid: 1000};
