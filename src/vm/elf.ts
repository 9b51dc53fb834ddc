/**
 * The two things we ask of an ELF file: which loader a program wants, and what a named section holds.
 * Reads through a callback, so that a 100 MB program costs a few small reads. Format: elf(5).
 */

/** Gives exactly `length` bytes from `offset`, or throws a RangeError where the file is shorter. */
export type ReadAt = (offset: number, length: number) => Buffer;

const segmentInterpreter = 3;

interface ElfHeader {
	readonly programHeaders: {readonly offset: number; readonly size: number; readonly count: number};
	readonly sectionHeaders: {readonly offset: number; readonly size: number; readonly count: number};
	readonly sectionNames: number;
}

/** True for any ELF file, whatever its class. */
export function isElf(start: Buffer): boolean {
	return start.length >= 4 && start.readUInt32BE(0) === 0x7f454c46;
}

/** The path in PT_INTERP; undefined for static programs and for shared objects. */
export function elfInterpreter(read: ReadAt): string | undefined {
	const {programHeaders} = readHeader(read);
	for (let i = 0; i < programHeaders.count; i++) {
		const header = read(programHeaders.offset + i * programHeaders.size, 56);
		if (header.readUInt32LE(0) !== segmentInterpreter) continue;

		const path = read(readOffset(header, 8), readOffset(header, 32));
		return path.toString('utf8', 0, path.indexOf(0));
	}
	return undefined;
}

/** The bytes of the first section of that name; undefined where there is none. */
export function elfSection(read: ReadAt, name: string): Buffer | undefined {
	const {sectionHeaders, sectionNames} = readHeader(read);
	const headerAt = (index: number) => read(sectionHeaders.offset + index * sectionHeaders.size, 64);
	const bytesOf = (header: Buffer) => read(readOffset(header, 24), readOffset(header, 32));
	if (sectionHeaders.count === 0) return undefined;

	const names = bytesOf(headerAt(sectionNames));
	for (let i = 0; i < sectionHeaders.count; i++) {
		const header = headerAt(i);
		const start = header.readUInt32LE(0);
		if (names.toString('utf8', start, names.indexOf(0, start)) === name) return bytesOf(header);
	}
	return undefined;
}

/** Reads from bytes in memory, with the same RangeError past the end as from a file. */
export function readFromBytes(bytes: Buffer): ReadAt {
	return (offset, length) => {
		if (offset + length > bytes.length)
			throw new RangeError(`Expected ${length} bytes at ${offset}, the file ends at ${bytes.length}`);
		return bytes.subarray(offset, offset + length);
	};
}

function readHeader(read: ReadAt): ElfHeader {
	const header = read(0, 64);
	if (!isElf(header)) throw new RangeError('Expected an ELF file, the magic number is absent');
	if (header[4] !== 2 || header[5] !== 1)
		throw new RangeError('Expected a 64-bit little-endian ELF file, got another class or byte order');

	return {
		programHeaders: {
			offset: readOffset(header, 32),
			size: header.readUInt16LE(54),
			count: header.readUInt16LE(56),
		},
		sectionHeaders: {
			offset: readOffset(header, 40),
			size: header.readUInt16LE(58),
			count: header.readUInt16LE(60),
		},
		sectionNames: header.readUInt16LE(62),
	};
}

function readOffset(bytes: Buffer, at: number): number {
	const value = bytes.readBigUInt64LE(at);
	if (value > BigInt(Number.MAX_SAFE_INTEGER))
		throw new RangeError(`Expected an offset in the file, got ${value}`);
	return Number(value);
}
