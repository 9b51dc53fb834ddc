/** The names most like a mistyped one, best first. */
export function nearestNames(wanted: string, names: Iterable<string>, count = 3): string[] {
	return [...names]
		.map((name) => ({name, distance: editDistance(wanted, name)}))
		.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
		.slice(0, count)
		.map(({name}) => name);
}

/** Levenshtein's distance: how many characters to insert, delete or replace. */
export function editDistance(left: string, right: string): number {
	let above = Array.from({length: right.length + 1}, (_, column) => column);
	for (let row = 1; row <= left.length; row++) {
		const current = [row];
		for (let column = 1; column <= right.length; column++) {
			const replace = (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
			current.push(Math.min(replace, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
		}
		above = current;
	}
	return above[right.length] ?? 0;
}
