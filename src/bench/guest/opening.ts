import {closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync} from 'node:fs';
import type {CaseContext} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {constants} from '../../native.ts';
import {decodePlan, planBytes} from '../plan.ts';
import type {Places} from './contestants.ts';
import {diskOf, mountStore, place} from './places.ts';

/** The store disk, mounted, and where contestants are. */
export function openPlaces(t: CaseContext): Places {
	loadKernelModule('ext4');
	return {
		store: mountStore(t, constants.MS_RDONLY | constants.MS_NOATIME),
		target: place(t, '/bench'),
		below: place(t, '/below'),
		devices: {store: diskOf('store'), scratch: diskOf('scratch')},
	};
}

/** What the host wants to know. */
export function readPlan() {
	const bytes = Buffer.alloc(planBytes);
	const disk = openSync(diskOf('second'), 'r');
	try {
		readSync(disk, bytes, 0, bytes.length, 0);
	} finally {
		closeSync(disk);
	}
	return decodePlan(bytes);
}

/** While everything waits for a disk the clock runs from timer to timer, so a host's millisecond may look like minutes. */
export function ignoreWaits(): void {
	const patience = '/proc/sys/kernel/hung_task_timeout_secs';
	if (existsSync(patience)) writeFileSync(patience, '0');
}

/** Emulation counts each byte that a string instruction moves, which a kernel uses on a processor that is fast at it. */
export function checkProcessor(t: CaseContext): void {
	const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
	for (const flag of ['erms', 'fsrm'])
		t.true(!flags.includes(flag), `the processor has ${flag}: instructions would not be counted as meant`);
}
