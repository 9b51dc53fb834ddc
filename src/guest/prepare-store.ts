import {mkdirSync, readdirSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {constants, loadNative} from '../native.ts';
import {enableVerity} from '../store/enable-verity.ts';
import {diskPath} from './disks.ts';
import {hasModule, loadKernelModule} from './modules.ts';

/** Enables fs-verity on every file of the store disk; says on how many. Unmounting writes it all back. */
export function prepareStore(): number {
	const native = loadNative();
	const disk = diskPath('store');
	if (disk === undefined) throw new Error("no disk has the serial number 'store'");

	const mountPoint = '/mnt/prepare';
	mkdirSync(mountPoint, {recursive: true});
	if (hasModule('ext4')) loadKernelModule('ext4');
	native.mount(disk, mountPoint, 'ext4', constants.MS_NOATIME, null);
	try {
		let files = 0;
		for (const entry of readdirSync(mountPoint, {recursive: true, withFileTypes: true})) {
			if (!entry.isFile()) continue;
			enableVerity(join(entry.parentPath, entry.name));
			files += 1;
		}
		return files;
	} finally {
		native.umount2(mountPoint, 0);
		rmdirSync(mountPoint);
	}
}
