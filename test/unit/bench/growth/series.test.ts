import test from 'ava';
import {growthOf, type Point, verdictOf} from '../../../../src/bench/growth/series.ts';

const series = (points: readonly Point[], judged = true) =>
	({title: 'a', unit: 'insn', contestant: 'composefs', points, judged}) as const;

test('growth is the most that a larger count takes beyond any smaller one', (t) => {
	t.is(
		growthOf([
			[1, 100],
			[10, 80],
			[100, 100],
		]),
		0.25,
	);
	t.is(
		growthOf([
			[1, 100],
			[10, 90],
			[100, 80],
		]),
		0,
	);
	t.is(growthOf([]), 0);
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
