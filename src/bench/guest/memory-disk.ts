import {closeSync, ftruncateSync, openSync, readFileSync, readSync, writeSync} from 'node:fs';
import {basename} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {attachLoop} from '../../guest/contestants/loop-device.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {loadNative} from '../../native.ts';
import type {Extent} from '../extents.ts';
import {dropCaches} from './caches.ts';
import {place} from './places.ts';

const copiedAtOnce = 2 ** 20;
const sectorBytes = 512;

/**
 * Copies a disk into the guest's memory and gives the path of a block device of the copy, read-only, which is gone at the
 * end of the case. When a virtio disk completes a request is the host's business: it decides how far the guest's clock has
 * jumped meanwhile, and whether the reader went to sleep, which is worth some percent of what is counted. A loop device
 * serves a request in a thread of the guest: the reader sleeps as it would for a disk, the copying is not its own, and all
 * of it comes at the same instruction each time. The device counts its requests as any other does.
 */
export async function copyToMemory(
	t: CaseContext,
	device: string,
	extents: readonly Extent[],
): Promise<string> {
	const native = loadNative();
	loadKernelModule('loop');
	const directory = place(t, '/memory');
	native.mount('tmpfs', directory, 'tmpfs', 0, 'size=90%');
	t.cleanUp('the memory of a disk', () => native.umount2(directory, 0));
	const copy = `${directory}/${basename(device)}`;
	copyExtents(device, copy, extents);
	// What was read of the disk itself takes memory as well.
	await dropCaches('pages');
	return attachLoop({cleanup: {push: (what, undo) => t.cleanUp(what, undo)}}, copy, {
		readOnly: true,
		// A file of tmpfs is in the page cache anyway.
		buffered: true,
	});
}

function copyExtents(device: string, copy: string, extents: readonly Extent[]): void {
	const buffer = Buffer.alloc(copiedAtOnce);
	const from = openSync(device, 'r');
	const to = openSync(copy, 'wx');
	try {
		ftruncateSync(to, sectorsOf(device) * sectorBytes);
		for (const [start, end] of extents)
			for (let at = start; at < end; ) {
				const length = readSync(from, buffer, 0, Math.min(buffer.length, end - at), at);
				if (length === 0) throw new Error(`${device} ends at ${at}, before the end of its data at ${end}`);
				for (let done = 0; done < length; ) done += writeSync(to, buffer, done, length - done, at + done);
				at += length;
			}
	} finally {
		closeSync(to);
		closeSync(from);
	}
}

function sectorsOf(device: string): number {
	return Number(readFileSync(`/sys/block/${basename(device)}/size`, 'latin1'));
}
