import {spawnSync} from 'node:child_process';
import type {Task} from './_as-task.ts';

const script = 'while read -r line; do echo "$line"; done </proc/self/status';

/** Runs a copy of the shell as a user, and gives what its /proc/self/status says of a field, such as `Uid`. */
export function statusOf(shell: string, {uid, gid}: Task, field: string): string {
	const {stdout, error, stderr} = spawnSync(shell, ['-p', '-c', script], {
		uid,
		gid,
		encoding: 'utf8',
		cwd: '/',
	});
	if (error !== undefined) throw error;
	const line = stdout.split('\n').find((text) => text.startsWith(`${field}:`));
	if (line === undefined) throw new Error(`Expected ${field} in /proc/self/status, got ${stdout}${stderr}`);
	return line
		.slice(field.length + 1)
		.trim()
		.replaceAll('\t', ' ');
}
