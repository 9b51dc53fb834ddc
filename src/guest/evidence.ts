import {writeFileSync} from 'node:fs';

/** Documentation/admin-guide/sysrq.rst: blocked tasks, all tasks, locks held (with lockdep), memory. */
const commands = ['w', 't', 'd', 'm'];

/** Has the kernel write to the console what its tasks are doing. */
export function writeEvidence(): void {
	for (const command of commands) writeFileSync('/proc/sysrq-trigger', command);
}
