import {type ContestantName, contestantNames} from './plan.ts';
import type {RowVerdict} from './verdict.ts';

/** A column of the table: its head, and a cell of a row. */
type Column = readonly [head: string, cell: (verdict: RowVerdict) => string];

/**
 * The table as lines of text. Rows that nobody measured are left out, and columns that would be empty. `target` is as it was set,
 * `scaled` what the verdict is by where the target moves with others; `unscaled` says that none of those was measured.
 */
export function tableLines(verdicts: readonly RowVerdict[]): readonly string[] {
	const shown = verdicts.filter(({measured}) => Object.keys(measured).length > 0);
	const figures = contestantNames.map((name): Column => [name, ({measured}) => figure(measured[name])]);
	const columns = [
		...figures,
		['to tmpfs', ({toTmpfs}) => (toTmpfs === undefined ? '' : toTmpfs.toFixed(3))],
		['target', targetText],
		['scaled', scaledText],
		['verdict', verdictText],
		['2023', ({of2023}) => figure(of2023)],
		['to 2023', to2023Text],
		['spread', ({spread}) => (spread === undefined ? '' : percent(spread))],
	] satisfies readonly Column[];
	const told = columns.filter(([, cell]) => shown.some((verdict) => cell(verdict) !== ''));
	return align([
		['', '', ...told.map(([head]) => head)],
		...shown.map((verdict) => [
			verdict.row.title,
			verdict.row.unit,
			...told.map(([, cell]) => cell(verdict)),
		]),
	]);
}

/** Which rows are above what the driver of 2023 needed. Nothing where it is known of none that was measured. */
export function driverOf2023Lines(verdicts: readonly RowVerdict[]): readonly string[] {
	const known = verdicts.filter(({to2023}) => to2023 !== undefined);
	if (known.length === 0) return [];
	const slower = known.filter(({to2023}) => to2023 === 'slower than 2023').map(({row}) => row.title);
	const unscaled = known.filter(({unscaled}) => unscaled).length;
	return [
		`${slower.length} of ${known.length} rows are slower than the driver of 2023${slower.length === 0 ? '' : `: ${slower.join('; ')}`}`,
		...(unscaled === 0 ? [] : [unscaledLine(unscaled)]),
	];
}

function unscaledLine(count: number): string {
	return `${count} are judged unscaled: none of the others that a target moves with was measured`;
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

function targetText({row: {most, mostOfTmpfs}}: RowVerdict): string {
	return mostOfTmpfs === undefined ? figure(most) : `${mostOfTmpfs} x tmpfs`;
}

function scaledText({row, most, scale, unscaled}: RowVerdict): string {
	if (unscaled) return 'unscaled';
	return scale !== undefined || row.mostOfTmpfs !== undefined ? figure(most) : '';
}

function verdictText({verdict, unscaledVerdict, measured, most}: RowVerdict): string {
	if (verdict === undefined || measured.composefs === undefined || most === undefined) return '';
	const other = unscaledVerdict !== undefined && unscaledVerdict !== verdict;
	return `${verdict} ${signed(measured.composefs / most - 1)}${other ? `, unscaled ${unscaledVerdict}` : ''}`;
}

function to2023Text({to2023, of2023, measured}: RowVerdict): string {
	if (to2023 === undefined || of2023 === undefined || measured.composefs === undefined) return '';
	return `${to2023 === 'slower than 2023' ? `${to2023} ` : ''}${signed(measured.composefs / of2023 - 1)}`;
}

function signed(part: number): string {
	return `${part < 0 ? '-' : '+'}${(Math.abs(part) * 100).toFixed(1)} %`;
}

function percent(part: number): string {
	return part === Number.POSITIVE_INFINITY ? 'from 0' : `${(part * 100).toFixed(3)} %`;
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
