/**
 * Names, targets, paths and xattr keys are bytes. As text they are printable ASCII with everything else, and the
 * backslash, as `\xNN` and `\\`; as keys of a Map they are latin1 strings, one character a byte.
 */

const plain = /^[\x20-\x5b\x5d-\x7e]*$/;

export function escapeBytes(bytes: Uint8Array): string {
	const text = latin1(bytes);
	if (plain.test(text)) return text;
	return text.replace(/[^\x20-\x5b\x5d-\x7e]/g, (character) =>
		character === '\\' ? '\\\\' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
}

/** The reverse of `escapeBytes`. Throws a SyntaxError on anything that it would not have written. */
export function unescapeBytes(text: string): Buffer {
	if (plain.test(text)) return Buffer.from(text, 'latin1');
	const unescaped = text.replace(/\\(?:\\|x([0-9a-f]{2}))|[^\x20-\x5b\x5d-\x7e]/g, (match, hex?: string) => {
		if (match === '\\\\') return '\\';
		if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
		throw new SyntaxError(
			`Expected printable ASCII with \\xNN and \\\\ escapes, got ${JSON.stringify(text)}`,
		);
	});
	return Buffer.from(unescaped, 'latin1');
}

/** One character a byte: a key for a Map, never shown to anyone. */
export function latin1(bytes: Uint8Array): string {
	return asBuffer(bytes).toString('latin1');
}

/** The reverse of `latin1`. */
export function fromLatin1(text: string): Buffer {
	return Buffer.from(text, 'latin1');
}

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A string stands for its UTF-8 bytes. */
export function toBytes(value: string | Uint8Array): Buffer {
	return typeof value === 'string' ? Buffer.from(value) : asBuffer(value);
}

const slash = Buffer.from('/');

/** The path of an entry: its directory's path, a slash, its name. The root's path is "/". */
export function joinPath(directory: Buffer, name: Uint8Array): Buffer {
	return directory.length === 1 ? Buffer.concat([slash, name]) : Buffer.concat([directory, slash, name]);
}

/** The names in a path; leading, doubled and trailing slashes mean nothing. */
export function splitPathBytes(path: string | Uint8Array): Buffer[] {
	const bytes = toBytes(path);
	const names: Buffer[] = [];
	for (let start = 0; start < bytes.length; ) {
		const found = bytes.indexOf('/', start);
		const end = found === -1 ? bytes.length : found;
		if (end > start) names.push(bytes.subarray(start, end));
		start = end + 1;
	}
	return names;
}
