import type {ByteSource} from './byte-source.ts';
import {blockSize, numberAt, sizeAt} from './header.ts';
import {type PaxRecords, paxNumber} from './pax.ts';

/** A piece of a sparse file that is stored; between them are zeros. */
export interface SparsePiece {
	readonly offset: number;
	readonly length: number;
}

export interface SparseMap {
	/** Of the file, holes included. */
	readonly size: number;
	readonly pieces: readonly SparsePiece[];
	/** Of the stored bytes, how many the map itself took. */
	readonly mapBytes: number;
}

/** GNU's old format: four pieces in the header, more in blocks that follow it, before what is counted as stored. */
export async function readOldMap(header: Buffer, source: ByteSource): Promise<SparseMap> {
	const numbers: number[] = [];
	const take = (block: Buffer, offset: number, count: number): void => {
		for (let at = offset; at < offset + 24 * count && block[at] !== 0; at += 24)
			numbers.push(Number(numberAt(block, at, 12)), Number(numberAt(block, at + 12, 12)));
	};
	take(header, 386, 4);
	for (let more = header[482] === 1; more; ) {
		const block = await source.read(blockSize);
		if (block.length < blockSize) throw new SyntaxError('expected the rest of a sparse map, got the end');
		take(block, 0, 21);
		more = block[504] === 1;
	}
	return checked({size: sizeAt(header, 483), numbers, mapBytes: 0});
}

/** The pax formats 0.0, 0.1 and 1.0; undefined where the records speak of none. */
export async function readPaxMap(records: PaxRecords, source: ByteSource): Promise<SparseMap | undefined> {
	const major = paxNumber(records, 'GNU.sparse.major');
	if (major !== undefined) {
		const minor = paxNumber(records, 'GNU.sparse.minor');
		if (major !== 1 || minor !== 0)
			throw new SyntaxError(`expected a sparse file of format 0.0, 0.1 or 1.0, got ${major}.${minor}`);
		const {numbers, mapBytes} = await readStoredMap(source);
		return checked({size: paxNumber(records, 'GNU.sparse.realsize') ?? 0, numbers, mapBytes});
	}
	const size = paxNumber(records, 'GNU.sparse.size');
	if (size === undefined) return undefined;
	const map = records.get('GNU.sparse.map')?.toString('latin1');
	const offsets = list(records.get('GNU.sparse.offset')?.toString('latin1'));
	const lengths = list(records.get('GNU.sparse.numbytes')?.toString('latin1'));
	const numbers =
		map === undefined ? offsets.flatMap((offset, at) => [offset, lengths[at] ?? Number.NaN]) : list(map);
	return checked({size, numbers, mapBytes: 0});
}

function list(text: string | undefined): number[] {
	return text === undefined || text === '' ? [] : text.split(',').map(decimal);
}

function decimal(text: string): number {
	return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** Decimal numbers, a line each, first how many pieces there are; in whole blocks before the data. */
async function readStoredMap(source: ByteSource): Promise<{numbers: number[]; mapBytes: number}> {
	let text = '';
	let mapBytes = 0;
	for (;;) {
		const lines = text.split('\n');
		const count = lines.length > 1 ? decimal(lines[0] ?? '') : 0;
		if (lines.length > 1 && lines.length >= 2 + 2 * count)
			return {numbers: lines.slice(1, 1 + 2 * count).map(decimal), mapBytes};
		const block = await source.read(blockSize);
		if (block.length < blockSize || Number.isNaN(count))
			throw new SyntaxError(`expected a sparse map, got '${text.slice(0, 20)}'`);
		mapBytes += blockSize;
		text += block.toString('latin1');
	}
}

function checked({
	size,
	numbers,
	mapBytes,
}: {
	size: number;
	numbers: readonly number[];
	mapBytes: number;
}): SparseMap {
	const pieces: SparsePiece[] = [];
	let end = 0;
	for (let at = 0; at < numbers.length; at += 2) {
		const [offset = Number.NaN, length = Number.NaN] = numbers.slice(at, at + 2);
		if (!(offset >= end && length >= 0 && offset + length <= size))
			throw new SyntaxError(
				`expected pieces of a sparse file in order and within its ${size} bytes, got ${length} at ${offset}`,
			);
		pieces.push({offset, length});
		end = offset + length;
	}
	return {size, pieces, mapBytes};
}
