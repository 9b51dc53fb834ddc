import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {countLines} from './count-lines.ts';
import {type Component, type Feature, featureOf, isCode} from './features.ts';

export type Counts = ReadonlyMap<Feature, number>;

/** The files of a component below a root, by what follows its prefix: its whole name where the prefix is one. */
export function codeOf({prefix}: Component, root: string): string[] {
	const folder = prefix.endsWith('/') ? prefix.slice(0, -1) : dirname(prefix);
	return readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
		.map((name) => `${folder}/${name}`)
		.filter((path) => path.startsWith(prefix) && isCode(path))
		.map((path) => path.slice(prefix.length))
		.sort();
}

/**
 * Lines of a component's code by feature. A file that nobody has said anything of, because this kernel is newer than the map, counts
 * with the declarations and helpers: the sum is right at any rate.
 */
export function countComponent(component: Component, root: string): Counts {
	const counts = new Map<Feature, number>();
	for (const name of codeOf(component, root)) {
		const feature = featureOf(component, name) ?? 'declarations';
		const lines = countLines(readFileSync(join(root, `${component.prefix}${name}`), 'utf8'));
		counts.set(feature, (counts.get(feature) ?? 0) + lines);
	}
	return counts;
}

export function addCounts(all: readonly Counts[]): Counts {
	const sum = new Map<Feature, number>();
	for (const counts of all)
		for (const [feature, lines] of counts) sum.set(feature, (sum.get(feature) ?? 0) + lines);
	return sum;
}
