/**
 * The smallest that still fails: takes the first of the smaller ones that fails in its place, until none does or `most` were
 * tried. `smaller` gives the greatest steps first; `fails` tells why, or undefined.
 */
export async function shrink<Value>(
	value: Value,
	smaller: (value: Value) => Iterable<Value>,
	fails: (value: Value) => Promise<string | undefined>,
	most: number,
): Promise<{readonly value: Value; readonly reason: string | undefined; readonly tried: number}> {
	let [smallest, reason, tried] = [value, undefined as string | undefined, 0];
	for (let found = true; found; ) {
		found = false;
		for (const candidate of smaller(smallest)) {
			if (tried === most) return {value: smallest, reason, tried};
			tried++;
			const why = await fails(candidate);
			if (why === undefined) continue;
			[smallest, reason, found] = [candidate, why, true];
			break;
		}
	}
	return {value: smallest, reason, tried};
}

/** Lists with a part left out: halves first, then quarters, at last single elements. */
export function* withoutParts<Value>(list: readonly Value[]): Generator<readonly Value[]> {
	for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
		for (let at = 0; at < list.length; at += size)
			if (size < list.length) yield [...list.slice(0, at), ...list.slice(at + size)];
}
