import {gunzipSync, gzipSync} from 'node:zlib';

/** A function of the kernel, up to the next one. */
interface Symbol {
	readonly address: bigint;
	readonly name: string;
}

/** The functions of /proc/kallsyms, those of modules as `name [module]`, packed as text. */
export function packSymbols(kallsyms: string): string {
	const lines: string[] = [];
	for (const line of kallsyms.split('\n')) {
		const [, address, name] = /^([0-9a-f]+) [tTwW] (\S+(?:\t\[\w+\])?)$/.exec(line) ?? [];
		if (address !== undefined && name !== undefined) lines.push(`${address} ${name.replace('\t', ' ')}`);
	}
	return gzipSync(lines.join('\n')).toString('base64');
}

/** Finds the function of an address. */
export class SymbolTable {
	readonly #symbols: readonly Symbol[];

	constructor(packed: string) {
		const text = gunzipSync(Buffer.from(packed, 'base64')).toString();
		this.#symbols = text
			.split('\n')
			.filter(Boolean)
			.map((line) => ({
				address: BigInt(`0x${line.slice(0, line.indexOf(' '))}`),
				name: line.slice(line.indexOf(' ') + 1),
			}))
			.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
	}

	/** The last function that begins at or before the address. */
	nameOf(address: bigint): string | undefined {
		let low = 0;
		let high = this.#symbols.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#symbols[middle]?.address ?? 0n) <= address) low = middle + 1;
			else high = middle;
		}
		return this.#symbols[low - 1]?.name;
	}
}
