import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {open} from 'node:fs/promises';
import {type Duplex, pipeline, Readable} from 'node:stream';
import * as zlib from 'node:zlib';
import {BenchError, InfraError, UsageError} from '../errors.ts';

/** What an archive's bytes, compressed as they are, must be. */
export interface ExpectedBytes {
	/** Such as `sha256:` and 64 hexadecimal digits. */
	readonly digest: string;
	readonly size: number;
}

const chunkSize = 2 ** 20;

/**
 * The content of a file that may be compressed with gzip or zstd, told by its first bytes. Where `expected` is given, reading
 * to the end throws an InfraError for other bytes; what can't be read or unpacked is an InfraError, what is missing a UsageError.
 */
export async function* openArchive(path: string, expected?: ExpectedBytes): AsyncGenerator<Buffer> {
	const decompress = decompressor(path, await firstBytes(path));
	const seen = {hash: createHash('sha256'), size: 0};
	const file = createReadStream(path, {highWaterMark: chunkSize});
	const hashed = Readable.from(hashing(file, seen), {objectMode: false});
	const stream = decompress === undefined ? hashed : pipeline(hashed, decompress, () => {});
	try {
		yield* stream as AsyncIterable<Buffer>;
	} catch (error) {
		if (error instanceof BenchError) throw error;
		throw new InfraError(`The archive '${path}' can't be read: ${(error as Error).message}`, {cause: error});
	} finally {
		stream.destroy();
		hashed.destroy();
		file.destroy();
	}
	if (expected !== undefined) compare(path, expected, `sha256:${seen.hash.digest('hex')}`, seen.size);
}

async function* hashing(
	file: AsyncIterable<Buffer>,
	seen: {hash: ReturnType<typeof createHash>; size: number},
): AsyncGenerator<Buffer> {
	for await (const chunk of file) {
		seen.hash.update(chunk);
		seen.size += chunk.length;
		yield chunk;
	}
}

function compare(path: string, expected: ExpectedBytes, digest: string, size: number): void {
	if (size !== expected.size)
		throw new InfraError(`The blob '${path}' is damaged: expected ${expected.size} bytes, got ${size}`);
	if (digest !== expected.digest)
		throw new InfraError(`The blob '${path}' is damaged: expected ${expected.digest}, got ${digest}`);
}

async function firstBytes(path: string): Promise<Buffer> {
	try {
		const file = await open(path);
		try {
			const {buffer, bytesRead} = await file.read(Buffer.alloc(8), 0, 8, 0);
			return buffer.subarray(0, bytesRead);
		} finally {
			await file.close();
		}
	} catch (error) {
		throw new UsageError(`Expected an archive, got '${path}': ${(error as Error).message}`, {cause: error});
	}
}

const magics = {gzip: '1f8b', zstd: '28b52ffd', xz: 'fd377a585a00', bzip2: '425a68'} as const;

function decompressor(path: string, start: Buffer): Duplex | undefined {
	const hex = start.toString('hex');
	const is = (name: keyof typeof magics) => hex.startsWith(magics[name]);
	if (is('gzip')) return zlib.createGunzip();
	const createZstd = (zlib as {createZstdDecompress?: () => Duplex}).createZstdDecompress;
	if (is('zstd') && createZstd !== undefined) return createZstd();
	const other = (['zstd', 'xz', 'bzip2'] as const).find(is);
	if (other === undefined) return undefined;
	throw new UsageError(
		`Expected an archive as it is or compressed with gzip, got '${path}' compressed with ${other}`,
		{
			remedy:
				other === 'zstd'
					? 'Use Node 22.15 or newer, or unpack it with zstd -d.'
					: `Unpack it with ${other} -d.`,
		},
	);
}
