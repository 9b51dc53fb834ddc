import {contestantTitles, decidingFile} from './claims.ts';
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

/** The same as Markdown, with who said what and which case decides. */
export function markdown(judged: readonly JudgedClaim[], environment: string): string {
	const lines = ['# The debate, as this run decides it', '', environment, ''];
	for (const {claim, rows} of judged) {
		lines.push(`## ${claim.title}`, '', claim.said, '', `Decided by \`${decidingFile(claim)}\`.`, '');
		lines.push(`| | ${contestantNames.map((name) => contestantTitles[name]).join(' | ')} | for composefs |`);
		lines.push(`| --- |${' --- |'.repeat(contestantNames.length + 1)}`);
		for (const row of rows) {
			const cells = contestantNames.map((name) => {
				const text = cell(row, name);
				const note = row.values[name]?.note;
				const marked =
					row.best.includes(name) && row.best.length < Object.keys(row.values).length ? `**${text}**` : text;
				return note === undefined ? marked : `${marked} (${note})`;
			});
			lines.push(`| ${row.row.title} | ${cells.join(' | ')} | ${row.verdict} |`);
		}
		lines.push('');
	}
	return lines.join('\n');
}
