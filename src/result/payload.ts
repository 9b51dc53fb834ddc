/**
 * The payload disk: what enters a guest after its restore. 8 bytes of magic, the index's length as
 * a little-endian u64, the index as JSON, then the files, each on a 4096-byte boundary so that the
 * guest reads whole pages. Pure: bytes in, values out.
 */

export interface PayloadEntry {
	readonly path: string;
	/** From the start of the disk. */
	readonly offset: number;
	readonly size: number;
	/** Permission bits for when the file is unpacked; 0o644 where absent. */
	readonly mode?: number;
}

export interface PayloadFile {
	readonly path: string;
	readonly size: number;
	readonly mode?: number;
}

export const payloadHeaderBytes = 16;
const magic = Buffer.from('cfsbench');
const alignment = 4096;
const largestIndexBytes = 64 * 1024 * 1024;

/** Places the files and encodes header and index. The disk is `bytes` long; the files' content goes to their offsets. */
export function layOutPayload(files: readonly PayloadFile[]): {
	readonly head: Buffer;
	readonly entries: readonly PayloadEntry[];
	readonly bytes: number;
} {
	// The offsets are part of the index whose length they depend on: place relative to a data start, then grow it to fit.
	let dataStart = alignment;
	for (;;) {
		let end = dataStart;
		const entries = files.map((file) => {
			const entry = {...file, offset: end};
			end = align(end + file.size);
			return entry;
		});
		const index = Buffer.from(JSON.stringify(entries));
		const needed = align(payloadHeaderBytes + index.length);
		if (needed <= dataStart) return {head: Buffer.concat([header(index.length), index]), entries, bytes: end};
		dataStart = needed;
	}
}

/** The length of the index that follows the header. Throws a RangeError on anything but a payload disk. */
export function readPayloadHeader(bytes: Buffer): number {
	if (bytes.length < payloadHeaderBytes || !bytes.subarray(0, 8).equals(magic))
		throw new RangeError(
			`Expected a payload disk to start with '${magic}', got ${bytes.subarray(0, 8).toString('hex')}`,
		);

	const length = bytes.readBigUInt64LE(8);
	if (length > BigInt(largestIndexBytes))
		throw new RangeError(`Expected a payload index of at most ${largestIndexBytes} bytes, got ${length}`);
	return Number(length);
}

export function readPayloadIndex(bytes: Buffer): Map<string, PayloadEntry> {
	const entries = JSON.parse(bytes.toString()) as PayloadEntry[];
	return new Map(entries.map((entry) => [entry.path, entry]));
}

function header(indexLength: number): Buffer {
	const bytes = Buffer.alloc(payloadHeaderBytes);
	magic.copy(bytes);
	bytes.writeBigUInt64LE(BigInt(indexLength), 8);
	return bytes;
}

function align(bytes: number): number {
	return Math.ceil(bytes / alignment) * alignment;
}
