/** One package of a distribution, as `apt-cache show` prints it. */
export interface Package {
	readonly name: string;
	readonly version: string;
	/** Each dependency is a list of alternatives; version conditions are left out. */
	readonly depends: readonly (readonly string[])[];
	/** Bytes to download. */
	readonly size: number;
	/** Bytes when unpacked. */
	readonly unpackedSize: number;
}

/** Reads the paragraphs of `apt-cache show`. A paragraph without a name and a version is an installed remnant, and skipped. */
export function parsePackages(text: string): Package[] {
	const packages: Package[] = [];
	for (const paragraph of text.split(/\n\n+/)) {
		const fields = parseFields(paragraph);
		const name = fields.get('Package');
		const version = fields.get('Version');
		if (name === undefined || version === undefined) continue;

		packages.push({
			name,
			version,
			depends: parseDepends(fields.get('Depends') ?? ''),
			size: Number(fields.get('Size') ?? 0),
			unpackedSize: Number(fields.get('Installed-Size') ?? 0) * 1024,
		});
	}
	return packages;
}

/** Fields of a Debian control paragraph (deb822(5)); a line that starts with a blank continues the one before. */
function parseFields(paragraph: string): Map<string, string> {
	const fields = new Map<string, string>();
	let last: string | undefined;
	for (const line of paragraph.split('\n')) {
		const field = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
		if (field?.[1] !== undefined && field[2] !== undefined) {
			last = field[1];
			fields.set(last, field[2]);
		} else if (last !== undefined && /^[ \t]/.test(line)) {
			fields.set(last, `${fields.get(last)}\n${line.trim()}`);
		}
	}
	return fields;
}

/** `a (>= 1), b | c:any` as [['a'], ['b', 'c']]. */
function parseDepends(field: string): string[][] {
	return field
		.split(',')
		.map((dependency) =>
			dependency
				.split('|')
				.map((alternative) => alternative.replace(/\(.*?\)|\[.*?\]|:\w+/g, '').trim())
				.filter((name) => name !== ''),
		)
		.filter((alternatives) => alternatives.length > 0);
}
