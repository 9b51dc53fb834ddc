import {mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {loadNative} from '../../native.ts';

const hierarchy = '/sys/fs/cgroup';
const group = `${hierarchy}/slow`;

/**
 * Runs what reads from a disk that serves two requests a second of the guest's clock, the fewest that the kernel lets one
 * ask for. Whether a request ends before or after its reader went to sleep is otherwise a matter of how busy the host is,
 * and worth some percent of what is counted. Now the reader always sleeps; and it costs no time, because a clock that waits
 * for a timer jumps.
 */
export function onSlowDisk<Result>(device: string, run: () => Result): Result {
	const native = loadNative();
	native.mount('cgroup2', hierarchy, 'cgroup2', 0, null);
	try {
		writeFileSync(`${hierarchy}/cgroup.subtree_control`, '+io');
		mkdirSync(group);
		const number = readFileSync(`/sys/block/${device}/dev`, 'latin1').trim();
		writeFileSync(`${group}/io.max`, `${number} riops=2`);
		writeFileSync(`${group}/cgroup.procs`, String(process.pid));
		try {
			return run();
		} finally {
			writeFileSync(`${hierarchy}/cgroup.procs`, String(process.pid));
			rmdirSync(group);
		}
	} finally {
		native.umount2(hierarchy, 0);
	}
}
