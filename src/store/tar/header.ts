/** The 512-byte headers of pax, ustar and GNU archives (POSIX.1-2001, pax; GNU tar manual, "Basic Tar Format"). */

export const blockSize = 512;

export interface TarHeader {
	/** One character; a NUL of old archives is "0". */
	readonly typeflag: string;
	readonly path: Buffer;
	readonly linkPath: Buffer;
	/** Permission bits. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Of what is stored. */
	readonly size: number;
	/** Seconds since 1970. */
	readonly mtime: bigint;
	readonly major: number;
	readonly minor: number;
	/** The header itself: GNU's old sparse files have their map in it. */
	readonly block: Buffer;
}

/** Throws a SyntaxError that names the rule and the value. */
export function decodeHeader(block: Buffer): TarHeader {
	const stored = Number(numberAt(block, 148, 8));
	const sums = checksums(block);
	if (!sums.includes(stored))
		throw new SyntaxError(`expected a header with checksum ${sums[0]}, got ${stored}: is it a tar archive?`);
	const isPosix = block.subarray(257, 263).equals(Buffer.from('ustar\0'));
	const prefix = isPosix ? textAt(block, 345, 155) : Buffer.alloc(0);
	const name = textAt(block, 0, 100);
	return {
		typeflag: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
		path: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
		linkPath: textAt(block, 157, 100),
		mode: Number(numberAt(block, 100, 8)) & 0o7777,
		uid: Number(numberAt(block, 108, 8)),
		gid: Number(numberAt(block, 116, 8)),
		size: sizeAt(block, 124),
		mtime: numberAt(block, 136, 12),
		major: Number(numberAt(block, 329, 8)),
		minor: Number(numberAt(block, 337, 8)),
		block,
	};
}

/** The bytes' sum with the checksum as spaces: of unsigned bytes, and of signed ones as some old programs have it. */
function checksums(block: Buffer): [number, number] {
	let [unsigned, signed] = [0, 0];
	for (const [index, byte] of block.entries()) {
		const counted = index >= 148 && index < 156 ? 0x20 : byte;
		unsigned += counted;
		signed += counted > 127 ? counted - 256 : counted;
	}
	return [unsigned, signed];
}

function textAt(block: Buffer, offset: number, length: number): Buffer {
	const field = block.subarray(offset, offset + length);
	const end = field.indexOf(0);
	return end === -1 ? field : field.subarray(0, end);
}

export function sizeAt(block: Buffer, offset: number): number {
	const size = numberAt(block, offset, 12);
	if (size < 0n || size > BigInt(Number.MAX_SAFE_INTEGER))
		throw new SyntaxError(`expected a size from 0 to 2^53-1, got ${size}`);
	return Number(size);
}

/** Octal digits; or, with the first bit set, a two's complement of the rest (GNU's base-256). */
export function numberAt(block: Buffer, offset: number, length: number): bigint {
	const field = block.subarray(offset, offset + length);
	const first = field[0] ?? 0;
	if ((first & 0x80) !== 0) {
		const value = BigInt(`0x${field.toString('hex')}`);
		const bits = BigInt(8 * length - 1);
		const rest = value & ((1n << bits) - 1n);
		return (first & 0x40) === 0 ? rest : rest - (1n << bits);
	}
	const digits = textAt(field, 0, length).toString('latin1').trim();
	if (!/^[0-7]*$/.test(digits))
		throw new SyntaxError(`expected an octal number, got ${JSON.stringify(digits)}`);
	return digits === '' ? 0n : BigInt(`0o${digits}`);
}
