/** Random numbers of a case: the same seed gives the same case. Not for secrets. */
export interface Random {
	/** A whole number from 0 up to, not including, `limit`. */
	integer(limit: number): number;
	/** That many bytes. */
	bytes(length: number): Buffer;
	/** One of the values. */
	pick<Value>(values: readonly [Value, ...Value[]]): Value;
}

/** Xorshift over 128 bits of state (Marsaglia 2003), seeded through FNV-1a so that similar seeds differ at once. */
export function seededRandom(seed: string): Random {
	const state = [0, 1, 2, 3].map((salt) => fnv1a(`${salt}:${seed}`) || 1) as [number, number, number, number];

	const next = () => {
		let t = state[3];
		t ^= t << 11;
		t ^= t >>> 8;
		state[3] = state[2];
		state[2] = state[1];
		state[1] = state[0];
		state[0] = (t ^ state[0] ^ (state[0] >>> 19)) >>> 0;
		return state[0];
	};
	for (let i = 0; i < 16; i += 1) next();

	const integer = (limit: number) => {
		if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32)
			throw new RangeError(`Expected a limit from 1 to 2^32, got ${limit}`);
		return Math.floor((next() / 2 ** 32) * limit);
	};

	return {
		integer,
		bytes: (length) => {
			const bytes = Buffer.allocUnsafe(length);
			for (let i = 0; i < length; i += 1) bytes[i] = next() & 0xff;
			return bytes;
		},
		pick: (values) => values[integer(values.length)] ?? values[0],
	};
}

function fnv1a(text: string): number {
	let hash = 0x811c9dc5;
	for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
	return hash >>> 0;
}
