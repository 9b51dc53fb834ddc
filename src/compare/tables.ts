import {shortCitation} from './citations.ts';
import {claimName, contestantTitles, type Row} from './claims.ts';
import {type ContestantName, contestantNames, notMeasured} from './evidence.ts';
import type {JudgedClaim, JudgedRow} from './judge.ts';
import {alsoCounted, standingHeads, standingText, whyNotRun} from './standing-text.ts';

/** A cell: the value with its unit where the row's title doesn't say it, `-` where nothing was seen. */
export function cell({row, values}: JudgedRow, name: ContestantName): string {
	const found = values[name];
	if (found === undefined) return '-';
	return typeof found.value === 'number' && !saysUnit(row) ? `${found.value} ${row.unit}` : `${found.value}`;
}

function saysUnit({title, unit}: Row): boolean {
	return unit === '' || title.split(' ').includes(unit);
}

const indent = '  ';
const gap = '  ';
/** Titles are wrapped, but not to less; columns that leave them less go into a table of their own, below. */
const leastTitle = 22;

/** A column beside the titles: its head, and the texts of the rows. */
interface Column {
	readonly texts: readonly string[];
	readonly width: number;
}

/** Of the tables for a terminal; 120 for what is no terminal. */
export function tableColumns(terminal: number | undefined): number {
	return Math.min(Math.max(terminal || 120, 80), 120);
}

/** For a terminal of `columns`: a table for each claim, or several below one another. */
export function textTable(judged: readonly JudgedClaim[], columns: number): string {
	return judged
		.flatMap((one) => [
			one.claim.title,
			...indented(`${claimName(one.claim)}; ${one.claim.cites.map(shortCitation).join('; ')}`, columns),
			...whyNotRun(one).flatMap((why) => indented(`not run: ${why}`, columns)),
			...claimTables(one.rows, columns),
			...whyNotMeasured(one.rows).map(({reason, names}) => `${indent}${notMeasured}: ${names}: ${reason}`),
			...alsoCounted(one).flatMap((line) => indented(line, columns)),
			'',
		])
		.join('\n');
}

function indented(text: string, columns: number): readonly string[] {
	return wrap(text, columns - indent.length).map((line) => `${indent}${line}`);
}

function claimTables(rows: readonly JudgedRow[], columns: number): readonly string[] {
	const units = new Set(rows.map(({row}) => row.unit));
	const common = rows.length > 1 && units.size === 1 ? ([...units][0] ?? '') : '';
	const titles = [
		common,
		...rows.map(({row}) => (row.unit === common || saysUnit(row) ? row.title : `${row.title}, ${row.unit}`)),
	];
	const values = contestantNames.map((name) =>
		column([contestantTitles[name], ...rows.map((row) => String(row.values[name]?.value ?? '-'))]),
	);
	const room = columns - indent.length - leastTitle;
	// Verdicts stay in one line where that takes no table more.
	const [loose, tight] = [shortVerdict, shortText].map((short) =>
		besides([...values, ...standingColumns(rows, short)], room),
	) as [ReturnType<typeof besides>, ReturnType<typeof besides>];
	return (loose.length > tight.length ? tight : loose).flatMap((some, index) => {
		const taken = some.reduce((sum, {width}) => sum + gap.length + width, indent.length);
		const title = {texts: titles, width: Math.min(columns - taken, longest(titles))};
		return [...(index === 0 ? [] : ['']), ...tableOf([title, ...some])];
	});
}

/** What cells say in two words, such as "at set-up", stays in one line. */
const shortText = 9;

/** Such as "level 1.01x". */
const shortVerdict = 11;

/** As narrow as its longest word and its texts that are not longer than `short`. */
function column(texts: readonly string[], short = shortText, least = 0): Column {
	const words = texts.flatMap((text) => (text.length > short ? text.split(' ') : [text]));
	return {texts, width: Math.max(least, longest(words))};
}

function standingColumns(rows: readonly JudgedRow[], short: number): readonly Column[] {
	// Broken behind the hyphen, it is no wider than the verdicts.
	const heads = {toAll: standingHeads.toAll, toErofsOverlay: standingHeads.toErofsOverlay.replace('-', '- ')};
	return (['toAll', 'toErofsOverlay'] as const).map((to) =>
		column([heads[to], ...rows.map((row) => standingText(row[to]))], short, heads[to].lastIndexOf(' ')),
	);
}

function longest(texts: readonly string[]): number {
	return Math.max(...texts.map((text) => text.length));
}

/** Columns by tables: in each as many as have `room`. */
function besides(all: readonly Column[], room: number): readonly (readonly Column[])[] {
	const tables: Column[][] = [[]];
	let left = room;
	for (const one of all) {
		const needs = gap.length + one.width;
		if (needs > left) {
			tables.push([]);
			left = room;
		}
		tables.at(-1)?.push(one);
		left -= needs;
	}
	return tables;
}

/** Lines of a table; a text that is wrapped makes its row several lines high. */
function tableOf(all: readonly Column[]): readonly string[] {
	const rows = all[0]?.texts.length ?? 0;
	return Array.from({length: rows}, (_, row) => {
		const cells = all.map(({texts, width}) => wrap(texts[row] ?? '', width));
		const height = Math.max(...cells.map((lines) => lines.length));
		return Array.from({length: height}, (_, line) => {
			const parts = cells.map((lines, index) => (lines[line] ?? '').padEnd(all[index]?.width ?? 0));
			return `${indent}${parts.join(gap)}`.trimEnd();
		});
	}).flat();
}

/** Lines of whole words. */
export function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line === '') line = word;
		else if (line.length + 1 + word.length <= width) line += ` ${word}`;
		else {
			lines.push(line);
			line = word;
		}
	}
	return [...lines, line];
}

/** Each reason once, with whom it is about. */
function whyNotMeasured(
	rows: readonly JudgedRow[],
): readonly {readonly reason: string; readonly names: string}[] {
	const found = rows.flatMap(({values}) => Object.values(values));
	const missed = found.flatMap(({contestant, value, note}) =>
		value === notMeasured && note ? [{contestant, note}] : [],
	);
	return [...new Set(missed.map(({note}) => note))].map((reason) => {
		const whom = new Set(missed.filter(({note}) => note === reason).map(({contestant}) => contestant));
		return {reason, names: [...whom].map((name) => contestantTitles[name]).join(', ')};
	});
}
