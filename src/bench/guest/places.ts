import {mkdirSync, rmdirSync} from 'node:fs';
import type {CaseContext} from '../../guest/case.ts';
import {diskPath} from '../../guest/disks.ts';
import {loadNative} from '../../native.ts';

/** The device file of a disk. */
export function diskOf(serial: 'store' | 'scratch' | 'second'): string {
	const path = diskPath(serial);
	if (path === undefined) throw new Error(`no disk has the serial number '${serial}'`);
	return path;
}

/** An empty directory at the root, so that no path is longer than it must be. */
export function place(t: CaseContext, path: string): string {
	mkdirSync(path);
	t.cleanUp(path, () => rmdirSync(path));
	return path;
}

/** Where the store disk is mounted until the end. */
export function mountStore(t: CaseContext, flags: number, device = diskOf('store')): string {
	const store = place(t, '/store');
	loadNative().mount(device, store, 'ext4', flags, null);
	t.cleanUp('the store disk', () => loadNative().umount2(store, 0));
	return store;
}
