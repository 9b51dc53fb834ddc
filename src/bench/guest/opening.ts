import {closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync} from 'node:fs';
import type {CaseContext} from '../../guest/case.ts';
import {attachLoop} from '../../guest/contestants/loop-device.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {constants} from '../../native.ts';
import {benchLayout, decodePlan, diskOfContestant, type Plan, planBytes} from '../plan.ts';
import type {Places} from './contestants.ts';
import {copyToMemory} from './memory-disk.ts';
import {diskOf, mountStore, place} from './places.ts';

/** The store disk, mounted, and where contestants are. The disk that the one of the plan reads from is in memory, where it fits. */
export async function openPlaces(t: CaseContext, {contestant, extents}: Plan): Promise<Places> {
	ignoreWaits();
	keepPageLists();
	keepAddresses();
	loadKernelModule('ext4');
	const devices = {store: diskOf('store'), scratch: diskOf('scratch')};
	const measured = diskOfContestant[contestant];
	if (measured !== undefined && extents !== undefined)
		devices[measured] = await copyToMemory(t, devices[measured], extents);
	const store = mountStore(t, constants.MS_RDONLY | constants.MS_NOATIME, devices.store);
	return {
		store,
		target: place(t, '/bench'),
		below: place(t, '/below'),
		devices,
		...(contestant === 'erofs-loop' && {loop: loopOf(t, `${store}/${benchLayout.erofs}`)}),
		...(measured !== undefined && {measured: devices[measured]}),
	};
}

/** Through the page cache of the file, as mount(8) does: so the file is read ahead, which a device that bypasses it is not. */
function loopOf(t: CaseContext, path: string): string {
	loadKernelModule('loop');
	return attachLoop({cleanup: {push: (what, undo) => t.cleanUp(what, undo)}}, path, {
		readOnly: true,
		buffered: true,
	});
}

/** What the host wants to know. */
export function readPlan(): Plan {
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

/**
 * How many free pages a processor keeps for itself follows what was freed lately, and with it how often the measured
 * thread has to fetch some. A fixed limit, an eighth of the memory at most, does not depend on what came before.
 */
function keepPageLists(): void {
	writeFileSync('/proc/sys/vm/percpu_pagelist_high_fraction', '8');
}

/** Where a program and its libraries lie decides how many of their pages one fault maps, so it is not drawn. */
function keepAddresses(): void {
	writeFileSync('/proc/sys/kernel/randomize_va_space', '0');
}

/** Emulation counts each byte that a string instruction moves, which a kernel uses on a processor that is fast at it. */
export function checkProcessor(t: CaseContext): void {
	const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
	for (const flag of ['erms', 'fsrm'])
		t.true(!flags.includes(flag), `the processor has ${flag}: instructions would not be counted as meant`);
}
