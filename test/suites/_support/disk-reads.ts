import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {diskPath} from '../../../src/guest/disks.ts';
import type {DiskSerial} from '../../../src/vm/interfaces.ts';

/** How many sectors of 512 bytes were read from a disk since it is there. */
export function sectorsRead(serial: DiskSerial): number {
	const name = basename(diskPath(serial) ?? '');
	// Documentation/admin-guide/iostats.rst: of the fields, the third.
	const fields = readFileSync(`/sys/block/${name}/stat`, 'utf8').trim().split(/\s+/);
	return Number(fields[2]);
}

/** How many sectors are read from a disk by an action. */
export function sectorsReadBy(serial: DiskSerial, action: () => unknown): number {
	const before = sectorsRead(serial);
	action();
	return sectorsRead(serial) - before;
}
