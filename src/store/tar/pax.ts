import {joinTime} from '../../image/layout.ts';

/** Records of extended headers by keyword. Values are bytes, and so are keywords, a character each: xattrs are in both. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

/**
 * Decodes "LENGTH KEYWORD=VALUE\n" records, the later ones over `before`; an empty value takes a keyword away. Keywords that
 * GNU tar repeats (`GNU.sparse.offset`, `GNU.sparse.numbytes`) are joined with commas. Throws a SyntaxError.
 */
export function decodePax(bytes: Buffer, before: PaxRecords = new Map()): Map<string, Buffer> {
	const records = new Map(before);
	const repeated = new Map<string, Buffer[]>();
	for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
		const space = bytes.indexOf(0x20, at);
		const digits = bytes.toString('latin1', at, space === -1 ? at : space);
		const end = at + Number(digits);
		if (!/^\d{1,10}$/.test(digits) || end > bytes.length || bytes[end - 1] !== 0x0a || end <= space + 1)
			throw new SyntaxError(`expected a pax record with its length at byte ${at}, got '${digits}'`);
		const equals = bytes.indexOf(0x3d, space);
		if (equals === -1 || equals >= end)
			throw new SyntaxError(`expected KEYWORD=VALUE in the pax record at byte ${at}, got none`);
		const keyword = bytes.toString('latin1', space + 1, equals);
		const value = bytes.subarray(equals + 1, end - 1);
		if (/^GNU\.sparse\.(offset|numbytes)$/.test(keyword)) {
			repeated.set(keyword, [...(repeated.get(keyword) ?? []), value]);
		} else if (value.length === 0 && !keyword.startsWith('SCHILY.xattr.')) records.delete(keyword);
		else records.set(keyword, value);
		at = end;
	}
	for (const [keyword, values] of repeated)
		records.set(keyword, Buffer.from(values.map((value) => value.toString('latin1')).join(',')));
	return records;
}

/** Decimal seconds with a fraction of any length, what is finer than a nanosecond cut off towards the past. */
export function paxTime(records: PaxRecords, keyword: string): bigint | undefined {
	const text = records.get(keyword)?.toString('latin1');
	if (text === undefined) return undefined;
	const [, sign, whole = '', fraction = ''] = /^(-?)(\d{1,20})(?:\.(\d*))?$/.exec(text) ?? [];
	if (sign === undefined)
		throw new SyntaxError(`expected seconds in the pax record ${keyword}, got '${text}'`);
	const nanoseconds = joinTime(BigInt(whole), Number(fraction.slice(0, 9).padEnd(9, '0')));
	if (sign === '') return nanoseconds;
	return -nanoseconds - (/[1-9]/.test(fraction.slice(9)) ? 1n : 0n);
}

export function paxNumber(records: PaxRecords, keyword: string): number | undefined {
	const text = records.get(keyword)?.toString('latin1');
	if (text === undefined) return undefined;
	const value = Number(text);
	if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
		throw new SyntaxError(`expected a whole number in the pax record ${keyword}, got '${text}'`);
	return value;
}
