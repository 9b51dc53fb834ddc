import {mkdirSync, mkdtempSync, rmdirSync} from 'node:fs';
import {constants, loadNative} from '../native.ts';
import type {DiskSerial} from '../vm/interfaces.ts';
import type {CleanupStack} from './cleanup.ts';
import {diskPath, filesystemOn} from './disks.ts';
import {hasModule, loadKernelModule} from './modules.ts';
import {removeTree} from './remove-tree.ts';

/** Where a case may put files: memory, or one of the disks. */
export type Place = 'memory' | 'scratch' | 'second';

/** The directories and disk mounts of one case, made when they are first asked for. */
export class Workspace {
	readonly #cleanup: CleanupStack;
	readonly #mounted = new Map<DiskSerial, string>();

	constructor(cleanup: CleanupStack) {
		this.#cleanup = cleanup;
	}

	/** A new empty directory. */
	directory(place: Place): string {
		const parent = place === 'memory' ? '/tmp' : this.disk(place);
		const path = mkdtempSync(`${parent}/t-`);
		this.#cleanup.push(`the directory ${path}`, () => removeTree(path));
		return path;
	}

	/** Where a disk's filesystem is mounted. */
	disk(serial: DiskSerial, flags: number = constants.MS_NOATIME): string {
		const known = this.#mounted.get(serial);
		if (known !== undefined) return known;

		const device = diskPath(serial);
		if (device === undefined) throw new Error(`no disk has the serial number '${serial}'`);
		const type = filesystemOn(device);
		if (type === undefined) throw new Error(`the ${serial} disk holds no filesystem`);
		if (hasModule(type)) loadKernelModule(type);

		const mountPoint = `/mnt/${serial}`;
		mkdirSync(mountPoint, {recursive: true});
		loadNative().mount(device, mountPoint, type, flags, null);
		this.#mounted.set(serial, mountPoint);
		this.#cleanup.push(`the ${serial} disk`, () => {
			loadNative().umount2(mountPoint, 0);
			rmdirSync(mountPoint);
		});
		return mountPoint;
	}
}
