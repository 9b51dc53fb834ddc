import {contestantTitles} from './claims.ts';
import {contestantNames, notMeasured} from './evidence.ts';
import type {JudgedClaim, JudgedRow} from './judge.ts';

/** A cell: the value with its unit, `-` where nothing was seen. */
export function cell({row, values}: JudgedRow, name: (typeof contestantNames)[number]): string {
	const found = values[name];
	if (found === undefined) return '-';
	return typeof found.value === 'number'
		? `${found.value}${row.unit === '' ? '' : ` ${row.unit}`}`
		: found.value;
}

/** For a terminal: a block for each claim. */
export function textTable(judged: readonly JudgedClaim[]): string {
	const lines: string[] = [];
	for (const {claim, rows} of judged) {
		const table = [
			['', ...contestantNames.map((name) => contestantTitles[name]), 'composefs'],
			...rows.map((row) => [row.row.title, ...contestantNames.map((name) => cell(row, name)), row.verdict]),
		];
		const widths = (table[0] ?? []).map((_, column) =>
			Math.max(...table.map((row) => row[column]?.length ?? 0)),
		);
		lines.push(claim.title);
		for (const row of table)
			lines.push(`  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
		lines.push(...whyNotMeasured(rows).map((reason) => `  ${notMeasured}: ${reason}`), '');
	}
	return lines.join('\n');
}

/** Each reason once. */
function whyNotMeasured(rows: readonly JudgedRow[]): readonly string[] {
	const found = rows.flatMap(({values}) => Object.values(values));
	return [...new Set(found.flatMap(({value, note}) => (value === notMeasured && note ? [note] : [])))];
}
