import {readdirSync, readFileSync} from 'node:fs';

/**
 * Processor time of all kworker threads since they started, in nanoseconds. What a reader waits for may run there and not in
 * its own thread: of ext4, the verification of what came from the disk does.
 */
export function workersTime(): number {
	let sum = 0;
	for (const pid of readdirSync('/proc')) {
		if (!/^\d+$/.test(pid)) continue;
		try {
			if (!readFileSync(`/proc/${pid}/comm`, 'latin1').startsWith('kworker/')) continue;
			sum += Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]);
		} catch (error) {
			// One that ended meanwhile.
			if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
		}
	}
	return sum;
}
