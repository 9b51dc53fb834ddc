import {closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {DiskSerial} from '../vm/interfaces.ts';
import {loadKernelModule} from './modules.ts';

const driver = '/sys/bus/virtio/drivers/virtio_blk';
const patienceMs = 10_000;

/** Where virtio-blk is built in, its disks are let go before the snapshot: a restored guest shall read them anew. */
export function detachDisks(): void {
	for (const device of virtioDisks()) writeFileSync(`${driver}/unbind`, device);
}

/** Binds virtio-blk to the disks and waits for the payload's. */
export async function attachDisks(): Promise<void> {
	loadKernelModule('virtio_blk');
	for (const device of readdirSync('/sys/bus/virtio/devices'))
		if (isDisk(device) && !existsSync(`/sys/bus/virtio/devices/${device}/driver`))
			writeFileSync(`${driver}/bind`, device);

	const giveUp = performance.now() + patienceMs;
	while (diskPath('payload') === undefined) {
		if (performance.now() > giveUp) throw new Error("no disk has the serial number 'payload'");
		await sleep(5);
	}
}

/** The device file of a disk, by its serial number. */
export function diskPath(serial: DiskSerial): string | undefined {
	for (const name of readdirSync('/sys/block')) {
		if (!name.startsWith('vd')) continue;
		if (readFileSync(`/sys/block/${name}/serial`, 'utf8').trim() === serial) return `/dev/${name}`;
	}
	return undefined;
}

/** The filesystem on a disk, by its magic number; undefined for one we don't know, or an empty disk. */
export function filesystemOn(path: string): string | undefined {
	const bytes = Buffer.alloc(0x10048);
	const descriptor = openSync(path, 'r');
	try {
		readSync(descriptor, bytes, 0, bytes.length, 0);
	} finally {
		closeSync(descriptor);
	}

	if (bytes.readUInt16LE(1024 + 0x38) === 0xef53) return 'ext4';
	if (bytes.toString('latin1', 0x10040, 0x10048) === '_BHRfS_M') return 'btrfs';
	if (bytes.toString('latin1', 0, 4) === 'XFSB') return 'xfs';
	return undefined;
}

function virtioDisks(): readonly string[] {
	if (!existsSync(driver)) return [];
	return readdirSync(driver).filter((name) => /^virtio\d+$/.test(name));
}

/** Virtio device type 2 is a block device. */
function isDisk(device: string): boolean {
	return readFileSync(`/sys/bus/virtio/devices/${device}/device`, 'utf8').trim() === '0x0002';
}
