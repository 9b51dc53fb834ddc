import test from 'ava';
import type {Row} from '../../../src/bench/known.ts';
import {closenessLines, figure, tableLines} from '../../../src/bench/table.ts';
import {judgeRow, type Results} from '../../../src/bench/verdict.ts';

const rows: readonly Row[] = [
	{metric: 'm', title: 'a row', unit: 'Minsn', known: {tmpfs: 100}, most: 120},
	{metric: 'n', title: 'another one', unit: 'MiB', known: {}, most: 60},
	{metric: 'o', title: 'unmeasured', unit: 'KiB', known: {}},
];

const lines = (results: Results) => tableLines(rows.map((row) => judgeRow(row, results)));

test('the table has a column for each contestant that was measured, and no row that was not', (t) => {
	const results = {composefs: {m: [150e6], n: [50 * 2 ** 20]}, tmpfs: {m: [110e6]}};
	t.deepEqual(lines(results), [
		'                    composefs  tmpfs  to tmpfs  at most         verdict',
		'a row        Minsn        150    110     1.364      132  missed +13.6 %',
		'another one  MiB           50                        60     met -16.7 %',
	]);
});

test('repetitions show their spread', (t) => {
	const [head, line] = lines({composefs: {m: [100e6, 100.1e6]}});
	t.regex(head ?? '', / spread$/);
	t.regex(line ?? '', / 0\.100 %$/);
});

test('figures have four digits that count', (t) => {
	t.is(figure(undefined), '');
	t.is(figure(1234.56), '1235');
	t.is(figure(123.456), '123.5');
	t.is(figure(12.3456), '12.35');
	t.is(figure(0.03667), '0.037');
	t.is(figure(60), '60');
	t.is(figure(-177.493), '-177.5');
});

test('how close the others are is said with what they were and are', (t) => {
	const judged = rows.map((row) => judgeRow(row, {tmpfs: {m: [110e6], n: [1]}}));
	t.deepEqual(closenessLines(judged), [
		'       target   then -> now',
		'a row  x 1.100  tmpfs 100 -> 110 (+10.0 %)',
	]);
});
