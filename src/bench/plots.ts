import {drawBars} from '../charts/bars.ts';
import {slugOf} from '../charts/svg.ts';
import type {Row} from './known.ts';
import {contestantNames, countedBy} from './plan.ts';
import type {RowVerdict} from './verdict.ts';

/** A plot as the name of its file, and what is in it. */
export interface Plot {
	readonly name: string;
	readonly svg: string;
}

/** What a row of such a unit has in common with the others of its trial alone; a trial has rows of one of these units. */
const ofOneTrial: Readonly<Partial<Record<Row['unit'], string>>> = {
	Minsn: 'instructions',
	ms: 'time',
	insn: 'instructions',
	ns: 'time',
};

/** The table as plots: the instructions, or the time, of each trial, and what is measured in other units, each with a bar for each contestant. */
export function trialPlots(verdicts: readonly RowVerdict[]): readonly Plot[] {
	const groups = new Map<string, RowVerdict[]>();
	for (const verdict of verdicts) {
		if (Object.keys(verdict.measured).length === 0) continue;
		const title = plotTitle(verdict.row);
		groups.set(title, [...(groups.get(title) ?? []), verdict]);
	}
	return [...groups].map(([title, rows]) => ({
		name: `${slugOf(title)}.svg`,
		svg: drawBars({
			title,
			unit: rows[0]?.row.unit ?? '',
			groups: rows.map(({row}) => row.title),
			series: contestantNames.flatMap((name, color) =>
				rows.some(({measured}) => measured[name] !== undefined)
					? [{name, color, values: rows.map(({measured}) => rounded(measured[name]))}]
					: [],
			),
			logarithmic: spansDecades(rows),
		}),
	}));
}

function plotTitle({metric, unit}: Row): string {
	const what = ofOneTrial[unit];
	// A row for each of its policies would bury the rows of others.
	if (metric.startsWith('verity-')) return `${what ?? unit} of verity`;
	return what === undefined
		? `${unit} of all trials but verity`
		: `${what} of ${countedBy[metric] ?? metric}`;
}

/** Where the largest has a hundred times the length of the smallest, that can't be seen. */
function spansDecades(rows: readonly RowVerdict[]): boolean {
	const values = rows.flatMap(({measured}) => Object.values(measured)).filter((value) => value > 0);
	return Math.max(...values) > 100 * Math.min(...values);
}

/** Four digits that count. */
function rounded(value: number | undefined): number | undefined {
	return value === undefined ? undefined : Number(value.toPrecision(4));
}
