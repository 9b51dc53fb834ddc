/** An independent reader of newc archives, for the tests of the writer. */
export interface ArchiveEntry {
	readonly mode: number;
	readonly inode: number;
	readonly links: number;
	readonly device: readonly [number, number];
	readonly content: Buffer;
}

export function readArchive(bytes: Buffer): Map<string, ArchiveEntry> {
	const entries = new Map<string, ArchiveEntry>();
	for (let at = 0; ; ) {
		if (bytes.toString('latin1', at, at + 6) !== '070701') throw new Error(`no header at ${at}`);
		const field = (index: number) =>
			Number.parseInt(bytes.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16);
		const size = field(6);
		const nameStart = at + 110;
		const name = bytes.toString('utf8', nameStart, nameStart + field(11) - 1);
		const start = Math.ceil((nameStart + field(11)) / 4) * 4;
		if (name === 'TRAILER!!!') return entries;

		entries.set(name, {
			mode: field(1),
			inode: field(0),
			links: field(4),
			device: [field(9), field(10)],
			content: bytes.subarray(start, start + size),
		});
		at = Math.ceil((start + size) / 4) * 4;
	}
}
