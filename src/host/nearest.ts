import {editDistance} from '../nearest.ts';

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
		editDistance(word, name),
		word.includes('/') ? Number.POSITIVE_INFINITY : editDistance(word, tail),
	);
}
