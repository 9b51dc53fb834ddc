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

test('the median of the repetitions is told and judged, of counts and of times', (t) => {
	const results = {composefs: {m: [190e6, 100e6, 110e6]}};
	t.is(judgeRow(row, results).measured.composefs, 110);
	t.is(judgeRow(row, results).verdict, 'met');
	t.is(judgeRow({metric: 'm', title: 'a row', unit: 'ms', known: {}}, results).measured.composefs, 110);
});

test('the scale is the geometric mean of those that were measured', (t) => {
	const {scale} = judgeRow(row, {erofs: {m: [100e6]}, tmpfs: {m: [200e6]}});
	t.true(Math.abs((scale ?? 0) - 1) < 1e-9);
});

test('without others a target stands as it was', (t) => {
	const alone = judgeRow(row, {composefs: {m: [120e6]}});
	t.is(alone.scale, undefined);
	t.true(alone.unscaled);
	t.is(alone.unscaledVerdict, undefined);
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

test('a target that moved is judged as it was set, too', (t) => {
	// Twice the work now: 230 meets 240, and is above 120.
	const judged = judgeRow(row, {composefs: {m: [230e6]}, tmpfs: {m: [200e6]}});
	t.deepEqual([judged.verdict, judged.unscaledVerdict, judged.unscaled], ['met', 'missed', undefined]);
	const half = judgeRow(row, {composefs: {m: [100e6]}, tmpfs: {m: [50e6]}});
	t.deepEqual([half.verdict, half.unscaledVerdict], ['missed', 'met']);
});

test('the driver of 2023 moves as the target does, and what is above it is slower', (t) => {
	const at = (ours: number, tmpfs?: number) =>
		judgeRow(row, {composefs: {m: [ours]}, ...(tmpfs !== undefined && {tmpfs: {m: [tmpfs]}})});
	t.is(at(300e6, 200e6).of2023, 300);
	t.is(at(300e6, 200e6).to2023, 'not slower than 2023');
	t.is(at(301e6, 200e6).to2023, 'slower than 2023');
	t.is(at(151e6).of2023, 150);
	t.is(at(151e6).to2023, 'slower than 2023');
	t.true(at(151e6).unscaled);

	const requests = judgeRow({...row, unit: 'requests'}, {composefs: {m: [151]}, tmpfs: {m: [200]}});
	t.is(requests.to2023, 'slower than 2023');
	t.is(requests.unscaled, undefined);
	t.is(judgeRow(row, {tmpfs: {m: [1e6]}}).to2023, undefined);
	t.is(judgeRow({...row, known: {}}, {composefs: {m: [1]}}).to2023, undefined);
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
	t.is(judgeRow(row, {composefs: {m: [0, 5]}}).spread, Number.POSITIVE_INFINITY);
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
