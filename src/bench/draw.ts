/** Random numbers of a generated tree: the same seed gives the same tree. */
export interface Draw {
	/** A whole number from 0 up to, not including, `limit`. */
	integer(limit: number): number;
	/** The values in another order; the array stays as it is. */
	shuffled<Value>(values: readonly Value[]): Value[];
	/** A text of that length, of these characters. */
	text(length: number, characters: string): string;
}

/** Mulberry32: 32 bits of state are enough for what has no secrets. */
export function seededDraw(seed: number): Draw {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let bits = Math.imul(state ^ (state >>> 15), state | 1);
		bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
		return (bits ^ (bits >>> 14)) >>> 0;
	};
	const integer = (limit: number) => Math.floor((next() / 2 ** 32) * limit);
	return {
		integer,
		shuffled: (values) => {
			const result = [...values];
			for (let at = result.length - 1; at > 0; at--) {
				const other = integer(at + 1);
				const [a, b] = [result[at], result[other]];
				if (a !== undefined && b !== undefined) [result[at], result[other]] = [b, a];
			}
			return result;
		},
		text: (length, characters) => Array.from({length}, () => characters[integer(characters.length)]).join(''),
	};
}
