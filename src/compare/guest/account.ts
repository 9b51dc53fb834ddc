import {closeSync, openSync, readlinkSync} from 'node:fs';
import {constants as c, type Descriptor, loadNative} from '../../native.ts';

/** Counts what a contestant asks the kernel for, and what it leaves on a disk. */
export class Account {
	calls = 0;
	created = 0;
	/** Of each mount(2), its arguments; a descriptor by the name of its file, so that another process can do the same. */
	readonly mounts: MountArguments[] = [];

	/** One system call, or `calls` of them. */
	ask<Result>(call: () => Result, calls = 1): Result {
		this.calls += calls;
		return call();
	}

	/** One that makes an entry of a directory. */
	make<Result>(call: () => Result): Result {
		this.created++;
		return this.ask(call);
	}
}

export type MountArguments = readonly [
	source: string,
	target: string,
	type: string,
	flags: number,
	data: string | null,
];

export function mountAs(
	account: Account,
	source: string,
	target: string,
	type: string,
	data: string,
	flags: number = c.MS_RDONLY,
): void {
	const given = [target, type, flags, data === '' ? null : data] as const;
	account.ask(() => loadNative().mount(source, ...given));
	account.mounts.push([source.startsWith('/proc/self/fd/') ? readlinkSync(source) : source, ...given]);
}

export function unmount(account: Account, target: string): void {
	account.ask(() => loadNative().umount2(target, 0));
}

/** Puts overlayfs above the layers in a directory. What `onLayer` mounted on that goes as soon as overlayfs has a mount of its own. */
export function aboveLayers(
	account: Account,
	directory: string,
	onLayer: ((directory: string) => void) | undefined,
	mountOverlay: () => void,
): void {
	onLayer?.(directory);
	try {
		mountOverlay();
	} finally {
		if (onLayer !== undefined) unmount(account, directory);
	}
}

/**
 * Opens an image for as long as `use` runs, and compares its digest where one is asked for: the kernel compares none, so user space
 * measures the open file and mounts that very file.
 */
export function withMeasured<Result>(
	account: Account,
	image: string,
	digest: string | undefined,
	use: (fd: Descriptor) => Result,
): Result {
	const fd = account.ask(() => openSync(image, 'r'));
	try {
		if (digest !== undefined) {
			const found = account.ask(() => loadNative().fsverityMeasure(fd)).digest.toString('hex');
			if (found !== digest) throw new Error('user space: the digest differs');
		}
		return use(fd);
	} finally {
		account.ask(() => closeSync(fd));
	}
}
