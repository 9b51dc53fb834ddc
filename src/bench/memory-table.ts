import {type ContestantName, contestantNames} from './plan.ts';
import type {MemoryOf} from './slabs.ts';
import {align, figure} from './table.ts';

export type Memory = Readonly<Partial<Record<ContestantName, MemoryOf>>>;

/** What is less than this of each contestant, in bytes per entry, is told together. */
const worthALine = 1;

/**
 * Where the memory of a walked tree is, in bytes per entry: a line for each slab cache, with the bytes of one object, then the
 * page cache and the sum. Nothing where no contestant was looked at.
 */
export function memoryLines(memory: Memory): readonly string[] {
	const contestants = contestantNames.filter((name) => memory[name] !== undefined);
	if (contestants.length === 0) return [];
	const perEntry = (name: ContestantName, bytesOf: (of: MemoryOf) => number) => {
		const of = memory[name];
		return of === undefined ? undefined : bytesOf(of) / of.entries;
	};
	const caches = new Map<string, {title: string; objectBytes: number; most: number}>();
	for (const name of contestants)
		for (const {cache, objectBytes, aliases, bytes} of memory[name]?.slabs ?? []) {
			const most = Math.max(caches.get(cache)?.most ?? 0, bytes / (memory[name]?.entries ?? 1));
			const title = aliases.length === 0 ? cache : `${cache}, shared with ${aliases.join(', ')}`;
			caches.set(cache, {title, objectBytes, most});
		}
	const shown = [...caches].filter(([, {most}]) => most >= worthALine);
	shown.sort(([, one], [, other]) => other.most - one.most);
	const known = new Set(shown.map(([cache]) => cache));
	const sumOf = ({slabs}: MemoryOf, counted: (cache: string) => boolean) =>
		slabs.reduce((sum, {cache, bytes}) => sum + (counted(cache) ? bytes : 0), 0);
	const row = (title: string, objectBytes: string, bytesOf: (of: MemoryOf) => number) => [
		title,
		objectBytes,
		...contestants.map((name) => {
			const value = perEntry(name, bytesOf);
			return value === 0 ? '' : figure(value);
		}),
	];
	return align([
		['memory by slab cache', 'object', ...contestants],
		...shown.map(([cache, {title, objectBytes}]) =>
			row(title, String(objectBytes), (of) => sumOf(of, (other) => other === cache)),
		),
		row('other slabs', '', (of) => of.otherSlab + sumOf(of, (cache) => !known.has(cache))),
		row('page cache', '', ({cached}) => cached),
		row('bytes per entry', '', (of) => of.cached + of.otherSlab + sumOf(of, () => true)),
	]);
}
