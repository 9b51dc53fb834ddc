import type {Row} from './known.ts';
import {inUnit} from './known.ts';
import {median} from './median.ts';
import {type ContestantName, contestantNames} from './plan.ts';

/** Values by contestant and metric, one for each repetition. */
export type Results = Readonly<Partial<Record<ContestantName, Readonly<Record<string, readonly number[]>>>>>;

export interface RowVerdict {
	readonly row: Row;
	/** In the row's unit, the median of the repetitions. */
	readonly measured: Readonly<Partial<Record<ContestantName, number>>>;
	/** composefs divided by tmpfs. */
	readonly toTmpfs?: number;
	/** What the others needed here, divided by what they needed when the target was set: their geometric mean. */
	readonly scale?: number;
	/** The target would move with others, of whom none was measured. */
	readonly unscaled?: true;
	/** What ours is judged by: the target times the scale. */
	readonly most?: number;
	readonly verdict?: 'met' | 'missed';
	/** By the target as it was set, where it moved. */
	readonly unscaledVerdict?: 'met' | 'missed';
	/** The driver of 2023, times the scale. */
	readonly of2023?: number;
	readonly to2023?: 'slower than 2023' | 'not slower than 2023';
	/** Between repetitions, as a part of the least; the largest of all contestants. Infinite where the least is 0. */
	readonly spread?: number;
}

/** Who is no driver of ours, so that a change of it is the workload's. */
const references = contestantNames.filter((name) => name !== 'composefs');

/**
 * Judges one row. The targets of instructions were set beside other figures of their time, so they move with those, and so does
 * what the driver of 2023 needed: where none of these was measured, both stand as they were. What has no instructions does not
 * depend on the workload.
 */
export function judgeRow(row: Row, results: Results): RowVerdict {
	const measured: Partial<Record<ContestantName, number>> = {};
	let spread: number | undefined;
	for (const name of contestantNames) {
		const values = results[name]?.[row.metric] ?? [];
		if (values.length === 0) continue;
		measured[name] = inUnit(row, median(values));
		if (values.length > 1) spread = Math.max(spread ?? 0, spreadOf(values));
	}

	const {composefs: ours, tmpfs} = measured;
	const moves = row.unit === 'Minsn' && (row.most !== undefined || row.known['driver of 2023'] !== undefined);
	const scale = row.unit === 'Minsn' ? scaleOf(row, measured) : undefined;
	const scaled = (value: number | undefined) => (value === undefined ? undefined : value * (scale ?? 1));
	const most =
		row.mostOfTmpfs === undefined
			? scaled(row.most)
			: tmpfs === undefined
				? undefined
				: row.mostOfTmpfs * tmpfs;
	const of2023 = scaled(row.known['driver of 2023']);
	const judged = (limit: number) => (ours !== undefined && ours <= limit ? 'met' : 'missed');
	return {
		row,
		measured,
		...(ours !== undefined && tmpfs !== undefined && tmpfs > 0 && {toTmpfs: ours / tmpfs}),
		...(scale !== undefined && {scale}),
		...(moves && scale === undefined && {unscaled: true}),
		...(most !== undefined && {most}),
		...(ours !== undefined && most !== undefined && {verdict: judged(most)}),
		...(ours !== undefined &&
			scale !== undefined &&
			row.most !== undefined && {unscaledVerdict: judged(row.most)}),
		...(of2023 !== undefined && {of2023}),
		...(ours !== undefined &&
			of2023 !== undefined && {to2023: ours > of2023 ? 'slower than 2023' : 'not slower than 2023'}),
		...(spread !== undefined && {spread}),
	};
}

function spreadOf(values: readonly number[]): number {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	if (least === most) return 0;
	return least === 0 ? Number.POSITIVE_INFINITY : (most - least) / least;
}

function scaleOf({known}: Row, measured: RowVerdict['measured']): number | undefined {
	const ratios = references.flatMap((name) => {
		const [now, then] = [measured[name], known[name]];
		return now === undefined || then === undefined ? [] : [now / then];
	});
	if (ratios.length === 0) return undefined;
	return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
