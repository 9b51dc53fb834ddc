import {type ContestantName, contestantNames} from './plan.ts';
import type {RowVerdict} from './verdict.ts';

/** The table as lines of text. Rows that nobody measured are left out, and targets where there are none. */
export function tableLines(verdicts: readonly RowVerdict[]): readonly string[] {
	const shown = verdicts.filter(({measured}) => Object.keys(measured).length > 0);
	const contestants = contestantNames.filter((name) =>
		shown.some(({measured}) => measured[name] !== undefined),
	);
	const repeated = shown.some(({spread}) => spread !== undefined);
	const judged = shown.some(({most}) => most !== undefined);
	const head = [
		'',
		'',
		...contestants,
		'to tmpfs',
		...(judged ? ['at most', 'verdict'] : []),
		...(repeated ? ['spread'] : []),
	];
	const body = shown.map((verdict) => [
		verdict.row.title,
		verdict.row.unit,
		...contestants.map((name) => figure(verdict.measured[name])),
		verdict.toTmpfs === undefined ? '' : verdict.toTmpfs.toFixed(3),
		...(judged ? [figure(verdict.most), verdictText(verdict)] : []),
		...(repeated ? [verdict.spread === undefined ? '' : percent(verdict.spread)] : []),
	]);
	return align([head, ...body]);
}

/** How far the others are from what they were when the targets were set. */
export function closenessLines(verdicts: readonly RowVerdict[]): readonly string[] {
	const lines = verdicts.flatMap(({row, measured, scale}) => {
		const others = contestantNames.flatMap((name): readonly (readonly [ContestantName, number, number])[] => {
			const [now, then] = [measured[name], row.known[name]];
			return name === 'composefs' || now === undefined || then === undefined ? [] : [[name, then, now]];
		});
		if (scale === undefined) return [];
		const parts = others.map(
			([name, then, now]) => `${name} ${figure(then)} -> ${figure(now)} (${signed(now / then - 1)})`,
		);
		return [[row.title, `x ${scale.toFixed(3)}`, parts.join(', ')]];
	});
	return align([['', 'target', 'then -> now'], ...lines], 3);
}

/** Four digits that count, or all before the point. */
export function figure(value: number | undefined): string {
	if (value === undefined) return '';
	const size = Math.abs(value);
	if (size >= 1000 || Number.isInteger(value)) return value.toFixed(0);
	return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

function verdictText({verdict, measured, most}: RowVerdict): string {
	if (verdict === undefined || measured.composefs === undefined || most === undefined) return '';
	return `${verdict} ${signed(measured.composefs / most - 1)}`;
}

function signed(part: number): string {
	return `${part < 0 ? '-' : '+'}${(Math.abs(part) * 100).toFixed(1)} %`;
}

function percent(part: number): string {
	return `${(part * 100).toFixed(3)} %`;
}

/** The first `left` columns are text, the others numbers. */
export function align(cells: readonly (readonly string[])[], left = 2): readonly string[] {
	const widths = (cells[0] ?? []).map((_, column) =>
		Math.max(...cells.map((row) => (row[column] ?? '').length)),
	);
	return cells.map((row) =>
		row
			.map((cell, column) =>
				column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
			)
			.join('  ')
			.trimEnd(),
	);
}
