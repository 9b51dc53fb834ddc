import {readdirSync, readFileSync, realpathSync} from 'node:fs';
import {type GrownSlab, grownSlabs, parseSlabs, type Slab} from '../slabs.ts';

const pageBytes = 4096;
const directory = '/sys/kernel/slab';

/** All caches as they are now. */
export function readSlabs(): readonly Slab[] {
	return parseSlabs(readFileSync('/proc/slabinfo', 'latin1'), pageBytes);
}

/**
 * What grew since. Throws where `own`, the cache of a filesystem's inodes, has no name of its own or holds other objects, too:
 * what is said of it would not be its own.
 */
export function slabsSince(before: readonly Slab[], own: string): readonly GrownSlab[] {
	const after = readSlabs();
	const aliasesOf = aliases();
	if (!after.some(({cache}) => cache === own)) throw new Error(`Expected a slab cache of the name ${own}`);
	const others = aliasesOf(own);
	if (others.length > 0)
		throw new Error(`Expected ${own} to be a slab cache of its own, it is shared with ${others}`);
	return grownSlabs(before, after, aliasesOf);
}

/** Caches that were merged are links to one directory. */
function aliases(): (cache: string) => readonly string[] {
	const byPlace = new Map<string, string[]>();
	const placeOf = new Map<string, string>();
	for (const name of readdirSync(directory)) {
		if (name.startsWith(':')) continue;
		const place = realpathSync(`${directory}/${name}`);
		placeOf.set(name, place);
		byPlace.set(place, [...(byPlace.get(place) ?? []), name]);
	}
	return (cache) => (byPlace.get(placeOf.get(cache) ?? '') ?? []).filter((name) => name !== cache);
}
