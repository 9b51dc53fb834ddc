import test from 'ava';
import {growthOf, type Point, verdictOf} from '../../../../src/bench/growth/series.ts';

const series = (points: readonly Point[], judged = true) =>
	({title: 'a', unit: 'insn', contestant: 'composefs', points, judged}) as const;

test('growth is what the largest count takes beyond the cheapest of the others', (t) => {
	const at = (...values: readonly number[]) =>
		growthOf(values.map((value, index): Point => [10 ** index, value]));
	t.is(at(100, 80, 100), 0.25);
	t.is(at(100, 150, 100), 0);
	t.is(at(100, 90, 80), 0);
	t.is(at(), 0);
});

test('what comes where nothing was has grown, what stays nothing has not', (t) => {
	t.is(
		growthOf([
			[1, 0],
			[10, 4096],
		]),
		Number.POSITIVE_INFINITY,
	);
	t.is(
		growthOf([
			[1, 0],
			[10, 0],
		]),
		0,
	);
});

test('a tenth is flat, more is growth, and one point is neither', (t) => {
	t.is(
		verdictOf(
			series([
				[1, 100],
				[10, 109.9],
			]),
		),
		'flat',
	);
	t.is(
		verdictOf(
			series([
				[1, 100],
				[10, 110.1],
			]),
		),
		'grows',
	);
	t.is(verdictOf(series([[1, 100]])), undefined);
	t.is(
		verdictOf(
			series(
				[
					[1, 100],
					[10, 500],
				],
				false,
			),
		),
		undefined,
	);
});
