/** The device mapper's ioctls (linux/dm-ioctl.h), as far as a read-only device of one target needs them. */
import {closeSync, openSync} from 'node:fs';
import {type Descriptor, loadNative} from '../native.ts';

/** struct dm_ioctl, and struct dm_target_spec behind it. */
const layout = {
	head: {version: 0, size: 12, start: 16, targets: 20, flags: 28, device: 40, name: 48, bytes: 312},
	target: {first: 0, sectors: 8, type: 24, bytes: 40},
	nameBytes: 128,
	typeBytes: 16,
} as const;

const readOnly = 1;
const sector = 512;

const command = {create: 3, remove: 4, resume: 6, load: 9} as const;

/** _IOWR(DM_IOCTL, command, struct dm_ioctl) */
const request = (name: keyof typeof command): number =>
	0xc000_0000 + (layout.head.bytes << 16) + (0xfd << 8) + command[name];

/** A target that takes up a whole device. */
export interface Target {
	/** Such as `verity`; at most 15 bytes. */
	readonly type: string;
	/** Of the device; whole sectors of 512. */
	readonly bytes: number;
	/** What the target's line in a table says behind its type. */
	readonly parameters: string;
}

/** The argument of an ioctl about a read-only device; `target` for a table alone. */
export function encodeRequest(name: string, target?: Target): Buffer {
	const {head, target: spec, nameBytes, typeBytes} = layout;
	if (Buffer.byteLength(name) >= nameBytes)
		throw new RangeError(`Expected a name of less than ${nameBytes} bytes, got ${name}`);
	const parameters = target === undefined ? '' : `${target.parameters}\0`;
	const bytes = Buffer.alloc(
		head.bytes + (target === undefined ? 0 : spec.bytes + Math.ceil(parameters.length / 8) * 8),
	);
	bytes.writeUInt32LE(4, head.version);
	bytes.writeUInt32LE(bytes.length, head.size);
	bytes.writeUInt32LE(head.bytes, head.start);
	bytes.writeUInt32LE(target === undefined ? 0 : 1, head.targets);
	bytes.writeUInt32LE(readOnly, head.flags);
	bytes.write(name, head.name);
	if (target === undefined) return bytes;
	if (target.type.length >= typeBytes || target.bytes % sector !== 0)
		throw new RangeError(`Expected a target of whole sectors, got ${target.type} of ${target.bytes} bytes`);
	bytes.writeBigUInt64LE(BigInt(target.bytes / sector), head.bytes + spec.sectors);
	bytes.write(target.type, head.bytes + spec.type);
	bytes.write(parameters, head.bytes + spec.bytes);
	return bytes;
}

/** The minor number of the device that an answer is about (huge_encode_dev). */
export function minorOf(answer: Buffer): number {
	const device = answer.readBigUInt64LE(layout.head.device);
	return Number((device & 0xffn) | ((device >> 12n) & 0xfff00n));
}

export interface VerityDevice {
	/** Has the data, and the hash tree behind it. */
	readonly device: string;
	/** Whole blocks of 4096. */
	readonly dataBytes: number;
	/** Hexadecimal. */
	readonly rootHash: string;
}

const block = 4096;

/** As `veritysetup format --hash-offset` leaves it: a superblock of its own comes before the tree. SHA-256, no salt. */
export function verityTarget({device, dataBytes, rootHash}: VerityDevice): Target {
	const blocks = dataBytes / block;
	const parameters = `1 ${device} ${device} ${block} ${block} ${blocks} ${blocks + 1} sha256 ${rootHash} -`;
	return {type: 'verity', bytes: dataBytes, parameters};
}

/** Runs a system call, perhaps counts it. */
export type Ask = <Result>(call: () => Result) => Result;

const plainly: Ask = (call) => call();

/** Makes a dm-verity device: its path. It has the device below open until it is removed. Nothing of it stays where a step fails. */
export function createVerity(name: string, verity: VerityDevice, ask: Ask = plainly): string {
	return withControl(ask, (control) => {
		const native = loadNative();
		const created = ask(() => native.ioctl(control, request('create'), encodeRequest(name)));
		try {
			ask(() => native.ioctl(control, request('load'), encodeRequest(name, verityTarget(verity))));
			ask(() => native.ioctl(control, request('resume'), encodeRequest(name)));
		} catch (error) {
			ask(() => native.ioctl(control, request('remove'), encodeRequest(name)));
			throw error;
		}
		return `/dev/dm-${minorOf(created.argument)}`;
	});
}

export function removeMapped(name: string, ask: Ask = plainly): void {
	withControl(ask, (control) => {
		ask(() => loadNative().ioctl(control, request('remove'), encodeRequest(name)));
	});
}

function withControl<Result>(ask: Ask, use: (control: Descriptor) => Result): Result {
	const control = ask(() => openSync('/dev/mapper/control', 'r+'));
	try {
		return use(control);
	} finally {
		ask(() => closeSync(control));
	}
}
