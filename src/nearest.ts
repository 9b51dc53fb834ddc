/** The names most like a mistyped one, best first, however far they are. */
export function nearestNames(wanted: string, names: Iterable<string>, count = 3): string[] {
	return rank(wanted, names)
		.slice(0, count)
		.map(({name}) => name);
}

/** Up to three of the names that a person may have meant by `word`, the nearest first. */
export function meantNames(word: string, names: Iterable<string>): string[] {
	const ranked = rank(word, names);
	// What is much farther than the best only hides it.
	const best = ranked[0]?.distance ?? 0;
	const limit = Math.min(best + 1, Math.max(2, Math.floor(word.length / 3)));
	return ranked
		.filter(({distance}) => distance <= limit && distance < word.length)
		.slice(0, 3)
		.map(({name}) => name);
}

/** What an error about a mistyped name suggests: the nearest names, else what the caller says. */
export function didYouMean(word: string, names: Iterable<string>, otherwise: string): string {
	const near = meantNames(word, names);
	return near.length === 0 ? otherwise : `Did you mean ${alternatives(near)}?`;
}

/** `a, b or c`. */
export function alternatives(names: readonly string[]): string {
	return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function rank(wanted: string, names: Iterable<string>) {
	return [...new Set(names)]
		.map((name) => ({name, distance: distanceTo(wanted, name)}))
		.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
}

/** What follows a name's last slash counts as much as the whole: `ops` is near `selftest/oops`. */
function distanceTo(word: string, name: string): number {
	const whole = editDistance(word, name);
	const slash = name.lastIndexOf('/');
	return slash < 0 || word.includes('/') ? whole : Math.min(whole, editDistance(word, name.slice(slash + 1)));
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
