import {readFileSync} from 'node:fs';

/** An image that was assembled by hand: test/fixtures/descriptors/README.md has the notation. */
export interface Assembled {
	readonly name: string;
	readonly bytes: Buffer;
	/** Rules, sorted; none for a good image. */
	readonly rules: readonly string[];
	/** The inode that is at fault, where the notation names it. */
	readonly inode: number | undefined;
	/** The rule in the words of the driver's reader; undefined where it finds none, or the notation says none. */
	readonly says: string | undefined;
	/** By path, the fields of a listing that are other than those of the image it was made from. */
	readonly shows: Readonly<Record<string, object>>;
}

const folder = new URL('../../fixtures/descriptors/', import.meta.url);

/** Every image of a file; `from` may name one of `before`. Bytes in, bytes out: nothing here knows the format. */
export function assemble(file: string, before: readonly Assembled[] = []): Assembled[] {
	const images: Assembled[] = [];
	const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
	let [name, bytes, rules, inode]: [string, Buffer, readonly string[], number | undefined] = [
		'',
		Buffer.alloc(0),
		[],
		undefined,
	];
	let says: string | undefined;
	let shows: Record<string, object> = {};
	const end = () => {
		if (name !== '') images.push({name, bytes, rules, inode, says, shows});
		[says, shows] = [undefined, {}];
	};
	for (const [number, line] of lines.entries()) {
		const text = line.replace(/#.*/, '').trim();
		const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
		if (text === '') continue;
		if (word === 'image') {
			end();
			[name, bytes, rules, inode] = [rest, Buffer.alloc(0), [], undefined];
		} else if (word === 'from') {
			const base = [...before, ...images].find((image) => image.name === rest);
			if (base === undefined) throw new SyntaxError(`${file}, line ${number + 1}: no image ${rest}`);
			bytes = Buffer.from(base.bytes);
		} else if (word === 'expect') {
			const words = rest.split(/\s+/);
			const at = words.find((one) => one.startsWith('@'));
			inode = at === undefined ? undefined : Number(at.slice(1));
			rules = words.filter((one) => one !== at && one !== 'good').sort();
		} else if (word === 'says') {
			says = rest;
		} else if (word === 'shows') {
			const [, path = '', fields = ''] = /^(\S+) (\{.*\})$/.exec(rest) ?? [];
			shows[path] = JSON.parse(fields);
		} else if (word === 'size') {
			bytes = resized(bytes, Number(rest));
		} else if (/^0x[0-9a-f]+:$/.test(word)) {
			const given = bytesOf(rest, `${file}, line ${number + 1}`);
			const offset = Number.parseInt(word, 16);
			bytes = resized(bytes, Math.max(bytes.length, offset + given.length));
			given.copy(bytes, offset);
		} else throw new SyntaxError(`${file}, line ${number + 1}: ${line}`);
	}
	end();
	return images;
}

function resized(bytes: Buffer, length: number): Buffer {
	return Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))], length);
}

function bytesOf(text: string, where: string): Buffer {
	const pieces = text.match(/"[^"]*"|\S+/g) ?? [];
	return Buffer.concat(
		pieces.map((piece) => {
			if (piece.startsWith('"')) return Buffer.from(piece.slice(1, -1), 'latin1');
			const [, hex, times] = /^([0-9a-f]{2})(?:\*(\d+))?$/.exec(piece) ?? [];
			if (hex === undefined) throw new SyntaxError(`${where}: ${piece}`);
			return Buffer.alloc(Number(times ?? 1), Number.parseInt(hex, 16));
		}),
	);
}
