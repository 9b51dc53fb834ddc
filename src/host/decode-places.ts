import type {Outcome} from '../result/outcome.ts';
import {runTool} from '../vm/tool.ts';

/** `function+0x10/0x20 [module]`, as the kernel prints an address in a module. */
const modulePlace =
	/(?<exact>RIP: 0010:)?\b(?<name>[A-Za-z_][\w.]*)\+0x(?<offset>[0-9a-f]+)\/0x[0-9a-f]+ \[(?<module>\w+)\](?! \()/g;

export interface DecoderOptions {
	/** Modules with debug information, by name. */
	readonly modules: ReadonlyMap<string, string>;
	/** Where kbuild compiled: a prefix that says nothing. */
	readonly compiledIn: string;
}

/** Finds the source line of addresses in modules of ours, with binutils' addr2line. */
export class PlaceDecoder {
	readonly #options: DecoderOptions;
	readonly #symbols = new Map<string, Promise<ReadonlyMap<string, Place>>>();

	constructor(options: DecoderOptions) {
		this.#options = options;
	}

	/** The text with ` (FILE:LINE)` behind each address that is in a module of ours. */
	async text(text: string): Promise<string> {
		let result = '';
		let end = 0;
		for (const match of text.matchAll(modulePlace)) {
			const {exact, name = '', offset = '', module = ''} = match.groups ?? {};
			// But for the faulting instruction these are return addresses: the call stands before.
			// A WARNING line names its source itself.
			if (/ at \S+:\d+ $/.test(lineBefore(text, match.index))) continue;
			const fault = exact !== undefined || !/^\s*(?:\?\s*)?$/.test(lineBefore(text, match.index));
			const line = await this.#lineOf(module, name, Number.parseInt(offset, 16) - (fault ? 0 : 1));
			const next = match.index + match[0].length;
			result += text.slice(end, next) + (line === undefined ? '' : ` (${line})`);
			end = next;
		}
		return result + text.slice(end);
	}

	lines(lines: readonly string[]): Promise<readonly string[]> {
		return Promise.all(lines.map((line) => this.text(line)));
	}

	async outcome(outcome: Outcome): Promise<Outcome> {
		switch (outcome.kind) {
			case 'crashed':
				return {...outcome, reason: await this.text(outcome.reason)};
			case 'failed': {
				const failures = outcome.failures.map(async (failure) =>
					failure.source === 'splat' ? {...failure, message: await this.text(failure.message)} : failure,
				);
				return {...outcome, failures: await Promise.all(failures)};
			}
			case 'passed':
			case 'notrun':
			case 'timedout':
				return outcome;
		}
	}

	/** `function+0x10/0x20 [module]` for an address in a module that was loaded there; undefined where no function is. */
	async nameOf(
		module: string,
		sections: Readonly<Record<string, string>>,
		address: bigint,
	): Promise<string | undefined> {
		for (const [section, start] of Object.entries(sections)) {
			const offset = Number(address - BigInt(start));
			for (const [name, place] of await this.#symbolsOf(module)) {
				const within = offset - place.address;
				if (place.section === section && within >= 0 && within < place.size)
					return `${name}+0x${within.toString(16)}/0x${place.size.toString(16)} [${module}]`;
			}
		}
		return undefined;
	}

	async #lineOf(module: string, name: string, offset: number): Promise<string | undefined> {
		const file = this.#options.modules.get(module);
		if (file === undefined) return undefined;
		const symbol = (await this.#symbolsOf(module)).get(name);
		if (symbol === undefined) return undefined;

		const address = `0x${(symbol.address + offset).toString(16)}`;
		const {stdout} = await quietly('addr2line', ['-i', '-e', file, '-j', symbol.section, address]);
		// Innermost first: what the kernel's headers inlined says less than who called it.
		const places = stdout.trim().split('\n');
		const place = places.find((line) => !/(?:^|\/)include\//.test(line)) ?? places[0] ?? '';
		const found = /^(.+):(\d+)/.exec(place);
		if (found === null || found[1] === '??') return undefined;
		const path = found[1]?.replace(`${this.#options.compiledIn}/`, '');
		return `${path}:${found[2]}`;
	}

	#symbolsOf(module: string): Promise<ReadonlyMap<string, Place>> {
		const file = this.#options.modules.get(module);
		if (file === undefined) return Promise.resolve(new Map());
		const known = this.#symbols.get(file) ?? readSymbols(file);
		this.#symbols.set(file, known);
		return known;
	}
}

interface Place {
	readonly section: string;
	readonly address: number;
	readonly size: number;
}

/** The functions of an object file, by name, with their place in their section. */
async function readSymbols(file: string): Promise<ReadonlyMap<string, Place>> {
	const {stdout} = await quietly('objdump', ['--syms', file]);
	const symbols = new Map<string, Place>();
	for (const line of stdout.split('\n')) {
		const [, address = '', section = '', size = '', name = ''] =
			/^([0-9a-f]+) .{6}F (\S+)\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$/.exec(line) ?? [];
		if (name === '') continue;
		symbols.set(name, {section, address: Number.parseInt(address, 16), size: Number.parseInt(size, 16)});
	}
	return symbols;
}

/** A splat without source lines is still a splat. */
async function quietly(program: string, args: readonly string[]): Promise<{readonly stdout: string}> {
	return runTool(program, args).catch(() => ({stdout: ''}));
}

function lineBefore(text: string, index: number): string {
	return text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
}
