import {closeSync, openSync} from 'node:fs';
import {diskPath, filesystemOn} from '../../../src/guest/disks.ts';
import {hasModule, loadKernelModule} from '../../../src/guest/modules.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

/** The second disk on a mount of the case's own, to see who holds it. */
export class SecondDisk {
	readonly mount: Mount;
	readonly #device: string;

	constructor(target: string) {
		const device = diskPath('second');
		const type = device === undefined ? undefined : filesystemOn(device);
		if (device === undefined || type === undefined) throw new Error('the second disk has no filesystem');
		if (hasModule(type)) loadKernelModule(type);
		loadNative().mount(device, target, type, c.MS_NOATIME, null);
		this.#device = device;
		this.mount = new Mount(target);
	}

	/** Whether a mounted filesystem holds the device, private mounts that no table shows included. */
	isHeld(): boolean {
		try {
			closeSync(openSync(this.#device, c.O_RDONLY | c.O_EXCL));
			return false;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
			return true;
		}
	}
}
