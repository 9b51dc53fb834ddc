import type {Row} from './known.ts';
import {inUnit, isTime} from './known.ts';
import {median} from './median.ts';
import {type ContestantName, contestantNames} from './plan.ts';

/** Values by contestant and metric, one for each repetition. */
export type Results = Readonly<Partial<Record<ContestantName, Readonly<Record<string, readonly number[]>>>>>;

export interface RowVerdict {
	readonly row: Row;
	/** In the row's unit, of the first repetition; of times the median. */
	readonly measured: Readonly<Partial<Record<ContestantName, number>>>;
	/** composefs divided by tmpfs. */
	readonly toTmpfs?: number;
	/** What the others needed here, divided by what they needed when the target was set: their geometric mean. */
	readonly scale?: number;
	/** The target times the scale. */
	readonly most?: number;
	readonly verdict?: 'met' | 'missed';
	/** Between repetitions, as a part of the least; the largest of all contestants. */
	readonly spread?: number;
}

/** Who is no driver of ours, so that a change of it is the workload's. */
const references = contestantNames.filter((name) => name !== 'composefs');

/**
 * Judges one row. The targets of instructions were set beside other figures of their time, so they move with those: where
 * none of these was measured, the target stands as it was. What has no instructions does not depend on the workload.
 */
export function judgeRow(row: Row, results: Results): RowVerdict {
	const valuesOf = (name: ContestantName) => results[name]?.[row.metric] ?? [];
	const measured: Partial<Record<ContestantName, number>> = {};
	let spread: number | undefined;
	for (const name of contestantNames) {
		const values = valuesOf(name);
		if (values[0] === undefined) continue;
		measured[name] = inUnit(row, isTime(row) ? median(values) : values[0]);
		const least = Math.min(...values);
		if (values.length > 1)
			spread = Math.max(spread ?? 0, least === 0 ? 0 : (Math.max(...values) - least) / least);
	}

	const {composefs: ours, tmpfs} = measured;
	const scale = row.unit === 'Minsn' ? scaleOf(row, measured) : undefined;
	const most =
		row.mostOfTmpfs !== undefined
			? tmpfs === undefined
				? undefined
				: row.mostOfTmpfs * tmpfs
			: row.most === undefined
				? undefined
				: row.most * (scale ?? 1);
	return {
		row,
		measured,
		...(ours !== undefined && tmpfs !== undefined && tmpfs > 0 && {toTmpfs: ours / tmpfs}),
		...(scale !== undefined && {scale}),
		...(most !== undefined && {most}),
		...(ours !== undefined && most !== undefined && {verdict: ours <= most ? 'met' : 'missed'}),
		...(spread !== undefined && {spread}),
	};
}

function scaleOf({known}: Row, measured: RowVerdict['measured']): number | undefined {
	const ratios = references.flatMap((name) => {
		const [now, then] = [measured[name], known[name]];
		return now === undefined || then === undefined ? [] : [now / then];
	});
	if (ratios.length === 0) return undefined;
	return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
