import {closeSync, openSync} from 'node:fs';
import {loadNative} from '../../native.ts';
import type {CleanupStack} from '../cleanup.ts';

/** A loop device of a file: its path. Detached at the end of the case. */
export function attachLoop({cleanup}: {readonly cleanup: CleanupStack}, path: string): string {
	const native = loadNative();
	const control = openSync('/dev/loop-control', 'r+');
	const file = openSync(path, 'r+');
	try {
		const device = `/dev/loop${native.loopGetFree(control)}`;
		const open = openSync(device, 'r+');
		try {
			native.loopConfigure(open, {file, blockSize: 0, offset: 0, sizeLimit: 0, flags: 0});
		} finally {
			closeSync(open);
		}
		cleanup.push(`the loop device ${device}`, () => detach(device));
		return device;
	} finally {
		closeSync(file);
		closeSync(control);
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
