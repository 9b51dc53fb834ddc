import {UsageError} from '../../errors.ts';
import {escapeBytes} from '../../image/bytes.ts';
import type {InodeType} from '../../image/layout.ts';
import type {Xattr} from '../../image/tree.ts';
import {ByteSource} from './byte-source.ts';
import {blockSize, decodeHeader, type TarHeader} from './header.ts';
import {decodePax, type PaxRecords, paxNumber, paxTime} from './pax.ts';
import {readOldMap, readPaxMap, type SparseMap} from './sparse.ts';

/** An entry of an archive, as it says it. */
export interface TarEntry {
	readonly path: Buffer;
	readonly type: Exclude<InodeType, 'sock'> | 'link';
	readonly permissions: number;
	readonly uid: number;
	readonly gid: number;
	readonly mtime: bigint;
	readonly ctime: bigint;
	readonly device: {readonly major: number; readonly minor: number};
	/** Of a symbolic link; of a hard link the path in the archive. */
	readonly target: Buffer;
	readonly xattrs: readonly Xattr[];
	/** What the entry says that an image can't hold, such as an ACL as text. */
	readonly lost: readonly string[];
	/** Of a regular file, holes included. */
	readonly size: number;
	/** Of a regular file; to be read before the next entry is asked for, if at all. */
	readonly content: AsyncIterable<Buffer>;
}

const types: Readonly<Record<string, TarEntry['type']>> = {
	'0': 'reg',
	'1': 'link',
	'2': 'lnk',
	'3': 'chr',
	'4': 'blk',
	'5': 'dir',
	'6': 'fifo',
	'7': 'reg',
	S: 'reg',
};

const noRecords: PaxRecords = new Map();
/** No header of an honest archive is longer: a path, or xattrs of 64 KiB each. */
const longestHeader = 64 * 2 ** 20;
const zeros = Buffer.alloc(2 ** 20);

/**
 * Reads a tar archive of any of the usual formats (v7, ustar, pax, GNU), sparse files in all of their four ways. The libraries
 * that there are take pax records for UTF-8, so that binary xattrs such as security.capability come out damaged, and know
 * no sparse files; hence this reader. A UsageError names the archive, the entry, the byte and what is wrong.
 */
export async function* readTar(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
	const source = new ByteSource(chunks);
	let global = noRecords;
	for (;;) {
		const start = source.position;
		let path: Buffer | undefined;
		try {
			let own: PaxRecords = global;
			let longPath: Buffer | undefined;
			let longLink: Buffer | undefined;
			let header = await readHeader(source);
			for (; header !== undefined; header = await readHeader(source)) {
				const kind = header.typeflag;
				if (kind === 'g') global = own = decodePax(await readLong(source, header), global);
				else if (kind === 'x') own = decodePax(await readLong(source, header), own);
				else if (kind === 'L') longPath = cut(await readLong(source, header));
				else if (kind === 'K') longLink = cut(await readLong(source, header));
				else break;
			}
			if (header === undefined) break;
			path = own.get('GNU.sparse.name') ?? own.get('path') ?? longPath ?? header.path;
			const stored = paxNumber(own, 'size') ?? header.size;
			const sparse =
				header.typeflag === 'S' ? await readOldMap(header.block, source) : await readPaxMap(own, source);
			const target = own.get('linkpath') ?? longLink ?? header.linkPath;
			const content = new Content(source, stored, sparse);
			yield toEntry(header, own, {
				path,
				target,
				size: sparse?.size ?? stored,
				content: telling(content.read(), (error) => told(error, name, path, start)),
			});
			await content.skip();
		} catch (error) {
			throw told(error, name, path, start);
		}
	}
	await source.drain();
}

function told(error: unknown, archive: string, path: Buffer | undefined, start: number): unknown {
	if (!(error instanceof SyntaxError)) return error;
	const where = path === undefined ? '' : ` '${escapeBytes(path)}',`;
	return new UsageError(`The archive '${archive}',${where} byte ${start}: ${error.message}`, {cause: error});
}

async function* telling(
	content: AsyncIterable<Buffer>,
	tell: (error: unknown) => unknown,
): AsyncGenerator<Buffer> {
	try {
		yield* content;
	} catch (error) {
		throw tell(error);
	}
}

/** Undefined at the end of the archive: a block of zeros, or where there is nothing more. */
async function readHeader(source: ByteSource): Promise<TarHeader | undefined> {
	const block = await source.read(blockSize);
	if (block.length === 0)
		throw new SyntaxError('expected a block of zeros at the end, got the end: the archive is cut');
	if (block.length < blockSize) throw new SyntaxError(`expected a header of 512 bytes, got ${block.length}`);
	return block.every((byte) => byte === 0) ? undefined : decodeHeader(block);
}

async function readLong(source: ByteSource, {size}: TarHeader): Promise<Buffer> {
	if (size > longestHeader)
		throw new SyntaxError(`expected a header of at most ${longestHeader} bytes, got ${size}`);
	const padded = Math.ceil(size / blockSize) * blockSize;
	const bytes = await source.read(padded);
	if (bytes.length < padded)
		throw new SyntaxError(`expected a header of ${size} bytes, got the end of the archive`);
	return bytes.subarray(0, size);
}

function cut(bytes: Buffer): Buffer {
	const end = bytes.indexOf(0);
	return end === -1 ? bytes : bytes.subarray(0, end);
}

function toEntry(
	header: TarHeader,
	records: PaxRecords,
	{path, target, size, content}: Pick<TarEntry, 'path' | 'target' | 'size' | 'content'>,
): TarEntry {
	// Old archives mark a directory by the end of its name.
	const isOldDirectory = header.typeflag === '0' && path.at(-1) === 0x2f;
	const type = isOldDirectory ? 'dir' : types[header.typeflag];
	if (type === undefined) throw new SyntaxError(`expected a known type of entry, got '${header.typeflag}'`);
	const mtime = paxTime(records, 'mtime') ?? header.mtime * 1_000_000_000n;
	return {
		path,
		type,
		permissions: header.mode,
		uid: paxNumber(records, 'uid') ?? header.uid,
		gid: paxNumber(records, 'gid') ?? header.gid,
		mtime,
		ctime: paxTime(records, 'ctime') ?? mtime,
		device: {
			major: paxNumber(records, 'SCHILY.devmajor') ?? header.major,
			minor: paxNumber(records, 'SCHILY.devminor') ?? header.minor,
		},
		target,
		xattrs: xattrsOf(records),
		lost: [...records.keys()].filter((keyword) => keyword.startsWith('SCHILY.acl.')),
		size,
		content,
	};
}

const schily = 'SCHILY.xattr.';
const libarchive = 'LIBARCHIVE.xattr.';

/** Raw bytes as star and GNU tar write them; else base64 below a percent-encoded name, as bsdtar does. */
function xattrsOf(records: PaxRecords): readonly Xattr[] {
	const found = new Map<string, Buffer>();
	for (const [keyword, value] of records)
		if (keyword.startsWith(libarchive))
			found.set(
				percentDecoded(keyword.slice(libarchive.length)),
				Buffer.from(value.toString('latin1'), 'base64'),
			);
	for (const [keyword, value] of records)
		if (keyword.startsWith(schily)) found.set(keyword.slice(schily.length), Buffer.from(value));
	return [...found].map(([key, value]) => ({key: Buffer.from(key, 'latin1'), value}));
}

/** Bytes, a character each; what is no escape stands for itself. */
function percentDecoded(text: string): string {
	return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What an entry stores, with the zeros of its holes; padded to whole blocks in the archive. */
class Content {
	readonly #source: ByteSource;
	readonly #sparse: SparseMap | undefined;
	readonly #end: number;
	readonly #data: number;

	constructor(source: ByteSource, stored: number, sparse: SparseMap | undefined) {
		this.#source = source;
		this.#sparse = sparse;
		this.#data = stored - (sparse?.mapBytes ?? 0);
		const inPieces = sparse?.pieces.reduce((sum, {length}) => sum + length, 0) ?? this.#data;
		if (inPieces !== this.#data)
			throw new SyntaxError(`expected ${inPieces} bytes, as the sparse map says, got ${this.#data}`);
		this.#end = source.position + Math.ceil(this.#data / blockSize) * blockSize;
	}

	async *read(): AsyncGenerator<Buffer> {
		const {size, pieces} = this.#sparse ?? {size: this.#data, pieces: [{offset: 0, length: this.#data}]};
		let at = 0;
		for (const {offset, length} of pieces) {
			yield* fill(offset - at);
			let got = 0;
			for await (const piece of this.#source.pieces(length)) {
				got += piece.length;
				yield piece;
			}
			if (got < length)
				throw new SyntaxError(`expected ${length} bytes of content, got ${got}: the archive is cut`);
			at = offset + length;
		}
		yield* fill(size - at);
	}

	/** To the next header, whatever of the content was read. */
	async skip(): Promise<void> {
		const left = this.#end - this.#source.position;
		let got = 0;
		for await (const piece of this.#source.pieces(left)) got += piece.length;
		if (got < left)
			throw new SyntaxError(`expected ${left} bytes more of content, got ${got}: the archive is cut`);
	}
}

function* fill(length: number): Generator<Buffer> {
	for (let left = length; left > 0; left -= zeros.length)
		yield zeros.subarray(0, Math.min(left, zeros.length));
}
