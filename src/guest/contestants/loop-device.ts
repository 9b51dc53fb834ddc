import {closeSync, openSync} from 'node:fs';
import {constants as c, type Descriptor, loadNative} from '../../native.ts';
import type {CleanupStack} from '../cleanup.ts';
import type {Ask} from '../device-mapper.ts';

export interface LoopOptions {
	/** Default false. */
	readonly readOnly?: boolean;
	/** Reads through the page cache of the file, which then has all that the device's own has. Default false. */
	readonly buffered?: boolean;
}

/** A loop device of a file: its path. Detached at the end of the case. */
export function attachLoop(
	{cleanup}: {readonly cleanup: Pick<CleanupStack, 'push'>},
	path: string,
	{readOnly = false, buffered = false}: LoopOptions = {},
): string {
	const file = openSync(path, readOnly ? 'r' : 'r+');
	try {
		const {device, open} = configureLoop(
			file,
			(readOnly ? c.LO_FLAGS_READ_ONLY : 0) | (buffered ? 0 : c.LO_FLAGS_DIRECT_IO),
		);
		closeSync(open);
		cleanup.push(`the loop device ${device}`, () => detach(device));
		return device;
	} finally {
		closeSync(file);
	}
}

/**
 * Has a loop device of a file for as long as `use` runs, and whoever opened it there has it open. It reads the file directly, past the
 * page cache, where the filesystem below does: not where fs-verity checks the file, which it does in the page cache.
 */
export function withLoop<Result>(
	file: Descriptor,
	flags: number,
	use: (device: string) => Result,
	ask: Ask = (call) => call(),
): Result {
	const {device, open} = configureLoop(file, flags | c.LO_FLAGS_AUTOCLEAR | c.LO_FLAGS_DIRECT_IO, ask);
	try {
		return use(device);
	} finally {
		ask(() => closeSync(open));
	}
}

/** `flags`: LO_FLAGS_*; the kernel takes LO_FLAGS_DIRECT_IO for a wish. `open` is the device, open. */
function configureLoop(
	file: Descriptor,
	flags: number,
	ask: Ask = (call) => call(),
): {readonly device: string; readonly open: Descriptor} {
	const native = loadNative();
	const control = ask(() => openSync('/dev/loop-control', 'r+'));
	try {
		const device = `/dev/loop${ask(() => native.loopGetFree(control))}`;
		const open = ask(() => openSync(device, (flags & c.LO_FLAGS_READ_ONLY) === 0 ? 'r+' : 'r'));
		try {
			ask(() => native.loopConfigure(open, {file, blockSize: 0, offset: 0, sizeLimit: 0, flags}));
		} catch (error) {
			closeSync(open);
			throw error;
		}
		return {device, open};
	} finally {
		ask(() => closeSync(control));
	}
}

function detach(device: string): void {
	const open = openSync(device, 'r');
	try {
		loadNative().loopClear(open);
	} finally {
		closeSync(open);
	}
}
