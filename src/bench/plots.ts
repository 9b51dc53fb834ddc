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

/** What a row of such a unit has in common with the others of its trial alone. */
const ofOneTrial: Readonly<Partial<Record<Row['unit'], string>>> = {Minsn: 'instructions', ms: 'time'};

/** The table as plots: the instructions, or the time, of each trial, and what is measured in other units, each with a bar for each contestant. */
export function trialPlots(verdicts: readonly RowVerdict[]): readonly Plot[] {
	const groups = new Map<string, RowVerdict[]>();
	for (const verdict of verdicts) {
		const {metric, unit} = verdict.row;
		if (Object.keys(verdict.measured).length === 0) continue;
		const what = ofOneTrial[unit];
		const title = what === undefined ? `${unit} of all trials` : `${what} of ${countedBy[metric] ?? metric}`;
		groups.set(title, [...(groups.get(title) ?? []), verdict]);
	}
	return [...groups].map(([title, rows]) => ({
		name: `${slugOf(title)}.svg`,
		svg: drawBars({
			title,
			unit: rows[0]?.row.unit ?? '',
			groups: rows.map(({row}) => row.title),
			series: contestantNames
				.filter((name) => rows.some(({measured}) => measured[name] !== undefined))
				.map((name) => ({name, values: rows.map(({measured}) => rounded(measured[name]))})),
		}),
	}));
}

/** Four digits that count. */
function rounded(value: number | undefined): number | undefined {
	return value === undefined ? undefined : Number(value.toPrecision(4));
}
