/**
 * Reads the YAML that our workflow is written in: maps, lists, `|` texts, lists and plain or quoted words on one line. Throws
 * at anything else, so that what it accepts means the same to every parser.
 */
export type Yaml = string | null | readonly Yaml[] | {readonly [key: string]: Yaml};

interface Line {
	readonly indent: number;
	readonly text: string;
}

export function parseYaml(source: string): Yaml {
	const lines = source.split('\n').map((raw): Line => {
		if (raw.includes('\t')) throw new SyntaxError(`Expected blanks, got a tab: ${raw}`);
		const text = raw.trim();
		return {indent: raw.length - raw.trimStart().length, text: text.startsWith('#') ? '' : text};
	});
	const reader = new Reader(lines, source.split('\n'));
	const value = reader.block(0);
	reader.expectEnd();
	return value;
}

class Reader {
	#at = 0;
	readonly #lines: Line[];
	readonly #raw: readonly string[];

	constructor(lines: Line[], raw: readonly string[]) {
		this.#lines = lines;
		this.#raw = raw;
	}

	block(least: number): Yaml {
		const first = this.#peek();
		if (first === undefined || first.indent < least) return null;
		return first.text.startsWith('- ') ? this.#list(first.indent) : this.#map(first.indent);
	}

	expectEnd(): void {
		const line = this.#peek();
		if (line !== undefined) throw new SyntaxError(`Expected less indentation: ${line.text}`);
	}

	#list(indent: number): Yaml {
		const items: Yaml[] = [];
		for (
			let line = this.#peek();
			line?.indent === indent && line.text.startsWith('- ');
			line = this.#peek()
		) {
			// What follows the dash is a block of its own, further in.
			const rest = line.text.slice(2).trimStart();
			if (!/^[\w-]+:(?: |$)/.test(rest)) {
				this.#at += 1;
				items.push(word(rest));
				continue;
			}
			this.#lines[this.#at] = {indent: indent + line.text.length - rest.length, text: rest};
			items.push(this.block(indent + 1));
		}
		return items;
	}

	#map(indent: number): Yaml {
		const entries: [string, Yaml][] = [];
		for (let line = this.#peek(); line?.indent === indent; line = this.#peek()) {
			const [, key, value = ''] = /^([\w-]+):(?: +(.*))?$/.exec(line.text) ?? [];
			if (key === undefined) throw new SyntaxError(`Expected 'key:', got: ${line.text}`);
			if (entries.some(([known]) => known === key)) throw new SyntaxError(`Two values of '${key}'`);
			this.#at += 1;
			if (value === '|') entries.push([key, this.#text(indent)]);
			else entries.push([key, value === '' ? this.block(indent + 1) : word(value)]);
		}
		return Object.fromEntries(entries);
	}

	#text(indent: number): string {
		const from = this.#at;
		while (this.#at < this.#raw.length) {
			const raw = this.#raw[this.#at] ?? '';
			if (raw.trim() !== '' && raw.length - raw.trimStart().length <= indent) break;
			this.#at += 1;
		}
		return this.#raw
			.slice(from, this.#at)
			.map((line) => line.trim())
			.filter((line) => line !== '')
			.join('\n');
	}

	#peek(): Line | undefined {
		while (this.#lines[this.#at]?.text === '') this.#at += 1;
		return this.#lines[this.#at];
	}
}

function word(text: string): Yaml {
	const list = /^\[(.*)\]$/.exec(text)?.[1];
	if (list !== undefined) return list.split(',').map((item) => word(item.trim()));
	const [, single, double] = /^(?:'([^']*)'|"([^"\\]*)")$/.exec(text) ?? [];
	const quoted = single ?? double;
	if (quoted !== undefined) return quoted;
	if (/^["'{&*!|>%@`]/.test(text) || / #|: /.test(text))
		throw new SyntaxError(`Expected a plain word, '...' or "...", got: ${text}`);
	return text;
}
