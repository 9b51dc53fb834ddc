import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {constants as c, type LoopOptions} from '../../src/native.ts';
import {native, type Obstacle} from './support.ts';

const mkfs = ['/usr/sbin/mkfs.ext4', '/sbin/mkfs.ext4'].find(existsSync);

export function lacksLoop(): Obstacle {
	if (mkfs === undefined) return 'needs mkfs.ext4';
	try {
		native.close(native.openat(c.AT_FDCWD, '/dev/loop-control', c.O_RDWR | c.O_CLOEXEC, 0));
		return undefined;
	} catch (error) {
		return `no loop devices: ${(error as Error).message}`;
	}
}

/** An image with an ext4 that can do fs-verity. */
export function makeExt4(directory: string, mebibytes: number): string {
	const image = join(directory, 'ext4.img');
	const run = spawnSync(mkfs ?? '', ['-q', '-b', '4096', '-O', 'verity', image, `${mebibytes}M`], {
		encoding: 'utf8',
	});
	if (run.status !== 0) throw new Error(run.stderr);
	return image;
}

/** Attaches a file to a free loop device until the test ends; gives the device's path. */
export function attachLoop(t: ExecutionContext, path: string, options: Partial<LoopOptions> = {}): string {
	const control = native.openat(c.AT_FDCWD, '/dev/loop-control', c.O_RDWR | c.O_CLOEXEC, 0);
	const file = native.openat(c.AT_FDCWD, path, c.O_RDWR | c.O_CLOEXEC, 0);
	try {
		// Somebody else may take the free one first.
		for (let attempt = 0; ; attempt++) {
			const name = `/dev/loop${native.loopGetFree(control)}`;
			const device = native.openat(c.AT_FDCWD, name, c.O_RDWR | c.O_CLOEXEC, 0);
			try {
				native.loopConfigure(device, {file, blockSize: 0, offset: 0, sizeLimit: 0, flags: 0, ...options});
				t.teardown(() => {
					native.loopClear(device);
					native.close(device);
				});
				return name;
			} catch (error) {
				native.close(device);
				if (attempt === 10 || (error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
			}
		}
	} finally {
		native.close(file);
		native.close(control);
	}
}
