import test from 'ava';
import type {Row} from '../../../src/bench/known.ts';
import {closenessLines, driverOf2023Lines, figure, tableLines} from '../../../src/bench/table.ts';
import {judgeRow, type Results} from '../../../src/bench/verdict.ts';

const rows: readonly Row[] = [
	{metric: 'm', title: 'a row', unit: 'Minsn', known: {'driver of 2023': 145, tmpfs: 100}, most: 120},
	{metric: 'n', title: 'another one', unit: 'MiB', known: {}, most: 60},
	{metric: 'o', title: 'unmeasured', unit: 'KiB', known: {}},
];

const lines = (results: Results) => tableLines(rows.map((row) => judgeRow(row, results)));

test('the table has a column for each contestant that was measured, and no row that was not', (t) => {
	const results = {composefs: {m: [150e6], n: [50 * 2 ** 20]}, tmpfs: {m: [110e6]}};
	t.deepEqual(lines(results), [
		'                    composefs  tmpfs  to tmpfs  target  scaled         verdict   2023  to 2023',
		'a row        Minsn        150    110     1.364     120     132  missed +13.6 %  159.5   -6.0 %',
		'another one  MiB           50                       60             met -16.7 %',
	]);
});

test('who is judged alone is judged by what was set, and the table says so', (t) => {
	t.deepEqual(lines({composefs: {m: [150e6]}}), [
		'              composefs  target    scaled         verdict  2023                  to 2023',
		'a row  Minsn        150     120  unscaled  missed +25.0 %   145  slower than 2023 +3.4 %',
	]);
});

test('where the target moved past what was measured, both verdicts are told', (t) => {
	const [, moved] = lines({composefs: {m: [150e6]}, tmpfs: {m: [200e6]}});
	t.regex(moved ?? '', / 120 +240 +met -37\.5 %, unscaled missed /);
	const ratio: Row = {metric: 'm', title: 'a link', unit: 'Minsn', known: {}, mostOfTmpfs: 1.05};
	const [, link] = tableLines([judgeRow(ratio, {composefs: {m: [100e6]}, tmpfs: {m: [100e6]}})]);
	t.is(link, 'a link  Minsn        100    100     1.000  1.05 x tmpfs     105  met -4.8 %');
});

test('what is slower than the driver of 2023 is named, and what was judged unscaled is counted', (t) => {
	const told = (results: Results) => driverOf2023Lines(rows.map((row) => judgeRow(row, results)));
	t.deepEqual(told({composefs: {m: [150e6], n: [1]}, tmpfs: {m: [110e6]}}), [
		'0 of 1 rows are slower than the driver of 2023',
	]);
	t.deepEqual(told({composefs: {m: [150e6]}}), [
		'1 of 1 rows are slower than the driver of 2023: a row',
		'1 are judged unscaled: none of the others that a target moves with was measured',
	]);
	t.deepEqual(told({tmpfs: {m: [150e6]}}), []);
});

test('repetitions show their spread', (t) => {
	const [head, line] = lines({composefs: {m: [100e6, 100.1e6]}});
	t.regex(head ?? '', / spread$/);
	t.regex(line ?? '', / 0\.100 %$/);
	t.regex(lines({composefs: {n: [0, 2 ** 20]}})[1] ?? '', / from 0$/);
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
