import {type ContestantName, type Evidence, notMeasured} from '../evidence.ts';
import {componentsOf} from './components.ts';
import {addCounts, type Counts} from './count-components.ts';
import {type Component, type Feature, features, optional} from './features.ts';

/** A component's lines by feature, or why they could not be counted. */
export type Counted = Counts | {readonly unknown: string};

/** Rows of the claim about code. Lines of the feature `x` are the row `code-x`. */
export const codeRow = (what: Feature | 'all' | 'least' | 'new'): string => `code-${what}`;

/** What was counted, as evidence for each contestant; sums in which a component is unknown are not measured. */
export function codeEvidence(
	names: readonly ContestantName[],
	count: (component: Component) => Counted,
): Evidence[] {
	return names.flatMap((contestant) => {
		const counted = componentsOf[contestant].map((component) => ({component, counts: count(component)}));
		const known = counted.flatMap(({component, counts}) =>
			'unknown' in counts ? [] : [{component, counts}],
		);
		const told = (what: Parameters<typeof codeRow>[0], value: number | string, note?: string): Evidence => ({
			row: codeRow(what),
			contestant,
			value,
			...(note !== undefined && {note}),
		});
		const lines = addCounts(known.map(({counts}) => counts));
		const own = known.filter(({component}) => component.own === true);
		const parts = known.map(({component, counts}) => `${component.prefix} ${sum(counts)}`).join(', ');
		const unknown = counted.flatMap(({counts}) => ('unknown' in counts ? [counts.unknown] : []))[0];
		return [
			...(unknown === undefined
				? [
						told('all', sum(lines), parts === '' ? 'a bind mount, which the VFS has' : parts),
						told('least', sum(lines, optional)),
					]
				: [told('all', notMeasured, unknown), told('least', notMeasured, unknown)]),
			told('new', sum(addCounts(own.map(({counts}) => counts)))),
			...(Object.keys(features) as Feature[]).map((feature) =>
				unknown === undefined ? told(feature, lines.get(feature) ?? 0) : told(feature, notMeasured, unknown),
			),
		];
	});
}

function sum(counts: Counts, without: readonly Feature[] = []): number {
	return [...counts].reduce(
		(total, [feature, lines]) => (without.includes(feature) ? total : total + lines),
		0,
	);
}
