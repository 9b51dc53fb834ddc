import test from 'ava';
import {knownShape, type Row, rowsFor} from '../../../src/bench/known.ts';
import {judgeRow} from '../../../src/bench/verdict.ts';

const row: Row = {
	metric: 'm',
	title: 'a row',
	unit: 'Minsn',
	known: {'driver of 2023': 150, erofs: 200, tmpfs: 100},
	most: 120,
};

test('a target moves with what the others need now', (t) => {
	const twice = judgeRow(row, {
		composefs: {m: [230e6]},
		erofs: {m: [400e6]},
		tmpfs: {m: [200e6]},
		// It was not known, so it says nothing.
		ext4: {m: [1]},
	});
	t.is(twice.scale, 2);
	t.is(twice.most, 240);
	t.is(twice.verdict, 'met');
	t.is(twice.toTmpfs, 1.15);

	t.is(judgeRow(row, {composefs: {m: [241e6]}, tmpfs: {m: [200e6]}}).verdict, 'missed');
});

test('of times the median is told, of counts the first', (t) => {
	const results = {composefs: {m: [9e6, 1e6, 2e6]}};
	t.is(judgeRow(row, results).measured.composefs, 9);
	t.is(judgeRow({metric: 'm', title: 'a row', unit: 'ms', known: {}}, results).measured.composefs, 2);
});

test('the scale is the geometric mean of those that were measured', (t) => {
	const {scale} = judgeRow(row, {erofs: {m: [100e6]}, tmpfs: {m: [200e6]}});
	t.true(Math.abs((scale ?? 0) - 1) < 1e-9);
});

test('without others a target stands as it was', (t) => {
	const alone = judgeRow(row, {composefs: {m: [120e6]}});
	t.is(alone.scale, undefined);
	t.is(alone.most, 120);
	t.is(alone.verdict, 'met');
	t.is(alone.toTmpfs, undefined);
	t.is(judgeRow(row, {composefs: {m: [120.1e6]}}).verdict, 'missed');
});

test('requests and bytes do not scale', (t) => {
	const judged = judgeRow(
		{...row, unit: 'requests'},
		{composefs: {m: [121]}, erofs: {m: [400]}, tmpfs: {m: [200]}},
	);
	t.is(judged.scale, undefined);
	t.is(judged.verdict, 'missed');
});

test('a target that is a ratio holds for tmpfs of the same run alone', (t) => {
	const {most: _most, ...rest} = row;
	const ratio: Row = {...rest, known: {}, mostOfTmpfs: 1.05};
	t.is(judgeRow(ratio, {composefs: {m: [105e6]}, tmpfs: {m: [100e6]}}).verdict, 'met');
	t.is(judgeRow(ratio, {composefs: {m: [106e6]}, tmpfs: {m: [100e6]}}).verdict, 'missed');
	t.is(judgeRow(ratio, {composefs: {m: [106e6]}}).verdict, undefined);
});

test('a row without ours, or without a target, has no verdict', (t) => {
	t.is(judgeRow(row, {tmpfs: {m: [1]}}).verdict, undefined);
	t.is(judgeRow(row, {}).verdict, undefined);
	const {most: _most, ...without} = row;
	t.is(judgeRow(without, {composefs: {m: [1]}}).verdict, undefined);
});

test('the spread is the largest between repetitions of one contestant', (t) => {
	t.is(judgeRow(row, {composefs: {m: [100]}, tmpfs: {m: [200]}}).spread, undefined);
	t.is(judgeRow(row, {composefs: {m: [100, 101, 100]}, tmpfs: {m: [400, 300]}}).spread, 1 / 3);
	t.is(judgeRow(row, {composefs: {m: [0, 0]}}).spread, 0);
});

test('targets are of one shape; ratios to tmpfs hold for any', (t) => {
	t.true(rowsFor(knownShape).filter(({most}) => most !== undefined).length > 10);
	const others = rowsFor('small');
	t.true(others.every(({most, known}) => most === undefined && Object.keys(known).length === 0));
	t.deepEqual(
		others.filter(({mostOfTmpfs}) => mostOfTmpfs !== undefined).map(({metric}) => metric),
		['link-warm'],
	);
});
