/** Where kernel memory is: the slab caches of /proc/slabinfo, and what of them grew. */

/** One cache at one time. */
export interface Slab {
	readonly cache: string;
	/** In use. */
	readonly objects: number;
	/** Of each. */
	readonly objectBytes: number;
	/** Whole pages, what is free in them included. */
	readonly bytes: number;
}

/** What one cache grew by; `objectBytes` is the size of one object. */
export interface GrownSlab extends Slab {
	/** Other names of the cache: the kernel puts objects of one size and kind together unless they have a constructor. */
	readonly aliases: readonly string[];
}

/** What holding a tree takes of memory: where the slabs are, and the page cache. */
export interface MemoryOf {
	/** Names in the tree. */
	readonly entries: number;
	/** Those that grew, the largest first. */
	readonly slabs: readonly GrownSlab[];
	/** Bytes of slab pages that no cache accounts for: large allocations, and what shrank. */
	readonly otherSlab: number;
	/** Bytes of page cache. */
	readonly cached: number;
}

const version = 'slabinfo - version: 2.1';

/** The text of /proc/slabinfo. Throws a TypeError for another version of it, or a line that is none. */
export function parseSlabs(text: string, pageBytes: number): readonly Slab[] {
	const [head = '', , ...lines] = text.trimEnd().split('\n');
	if (head !== version) throw new TypeError(`Expected '${version}' first in slabinfo, got '${head}'`);
	return lines.map((line) => {
		const match = /^(\S+) +(\d+) +\d+ +(\d+) +\d+ +(\d+) : tunables .* : slabdata +\d+ +(\d+) +\d+$/.exec(
			line,
		);
		if (match === null) throw new TypeError(`Expected a cache in slabinfo, got '${line}'`);
		const [objects = 0, objectBytes = 0, pages = 0, slabs = 0] = match.slice(2).map(Number);
		return {cache: match[1] ?? '', objects, objectBytes, bytes: slabs * pages * pageBytes};
	});
}

/** What has more pages than before, the largest growth first. A cache that was not there before was empty. */
export function grownSlabs(
	before: readonly Slab[],
	after: readonly Slab[],
	aliasesOf: (cache: string) => readonly string[],
): readonly GrownSlab[] {
	const known = new Map(before.map((slab) => [slab.cache, slab]));
	return after
		.map(({cache, objects, objectBytes, bytes}) => {
			const then = known.get(cache);
			return {
				cache,
				objects: objects - (then?.objects ?? 0),
				objectBytes,
				bytes: bytes - (then?.bytes ?? 0),
			};
		})
		.filter(({bytes}) => bytes > 0)
		.sort((one, other) => other.bytes - one.bytes)
		.map((slab) => ({...slab, aliases: aliasesOf(slab.cache)}));
}
