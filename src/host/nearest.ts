/** Up to three of the names that a person may have meant by `word`, the nearest first. */
export function nearest(word: string, names: readonly string[]): readonly string[] {
	const limit = Math.max(2, Math.floor(word.length / 3));
	return names
		.map((name) => ({name, distance: distanceTo(word, name)}))
		.filter(({distance}) => distance <= limit)
		.sort((a, b) => a.distance - b.distance)
		.slice(0, 3)
		.map(({name}) => name);
}

/** The case's own name counts as much as the whole id: `ops` is near `selftest/oops`. */
function distanceTo(word: string, name: string): number {
	const tail = name.slice(name.lastIndexOf('/') + 1);
	return Math.min(
		levenshtein(word, name),
		word.includes('/') ? Number.POSITIVE_INFINITY : levenshtein(word, tail),
	);
}

function levenshtein(a: string, b: string): number {
	let row = Array.from({length: b.length + 1}, (_, i) => i);
	for (let i = 1; i <= a.length; i += 1) {
		const next = [i];
		for (let j = 1; j <= b.length; j += 1)
			next.push(
				Math.min(
					(row[j] ?? 0) + 1,
					(next[j - 1] ?? 0) + 1,
					(row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
				),
			);
		row = next;
	}
	return row[b.length] ?? 0;
}
