/** Archives made by hand, for what no program writes. */

interface EntryFields {
	readonly path: string;
	readonly typeflag?: string;
	readonly content?: string | Buffer;
	readonly linkPath?: string;
	readonly mode?: number;
	readonly uid?: number | Buffer;
	readonly gid?: number;
	readonly mtime?: number | Buffer;
	readonly size?: Buffer;
	readonly device?: readonly [number, number];
}

/** A header and its content, in whole blocks. */
export function entry(fields: EntryFields): Buffer {
	const content = Buffer.from(fields.content ?? '');
	const header = Buffer.alloc(512);
	const number = (value: number | Buffer, at: number, length: number) =>
		Buffer.isBuffer(value)
			? value.copy(header, at)
			: header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
	header.write(fields.path, 0);
	number(fields.mode ?? 0o644, 100, 8);
	number(fields.uid ?? 0, 108, 8);
	number(fields.gid ?? 0, 116, 8);
	number(fields.size ?? content.length, 124, 12);
	number(fields.mtime ?? 0, 136, 12);
	header.write(fields.typeflag ?? '0', 156);
	header.write(fields.linkPath ?? '', 157);
	header.write('ustar\x0000', 257, 'latin1');
	number(fields.device?.[0] ?? 0, 329, 8);
	number(fields.device?.[1] ?? 0, 337, 8);
	header.fill(' ', 148, 156);
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** An extended header before an entry, or with `g` for all that follow. */
export function pax(
	records: Readonly<Record<string, string | Buffer>> | Buffer,
	typeflag: 'x' | 'g' = 'x',
): Buffer {
	if (Buffer.isBuffer(records)) return entry({path: 'pax', typeflag, content: records});
	const lines = Object.entries(records).map(([keyword, value]) => {
		const rest = Buffer.concat([Buffer.from(` ${keyword}=`), Buffer.from(value), Buffer.from('\n')]);
		let length = rest.length;
		while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
		return Buffer.concat([Buffer.from(String(length)), rest]);
	});
	return entry({path: 'pax', typeflag, content: Buffer.concat(lines)});
}

/** A whole archive. */
export function tar(...parts: readonly Buffer[]): Buffer {
	return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
