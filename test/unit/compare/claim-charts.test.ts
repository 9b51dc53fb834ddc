import test from 'ava';
import {chartsOf} from '../../../src/compare/claim-charts.ts';
import type {Evidence} from '../../../src/compare/evidence.ts';
import {notMeasured} from '../../../src/compare/evidence.ts';
import {judged, ofEach} from './_judged.ts';

function chartsWith(row: string, figures: Partial<Record<Evidence['contestant'], Evidence['value']>>) {
	return judged(ofEach(row, figures)).flatMap(chartsOf);
}

test('rows of one unit are one chart, those of another one another', (t) => {
	const evidence = ['set-up-calls', 'tear-down-calls', 'set-up-ms'].flatMap((row, at) =>
		ofEach(row, {composefs: at + 1, checkout: at + 2}),
	);
	const charts = judged(evidence).flatMap(chartsOf);
	t.deepEqual(
		charts.map(({unit, groups}) => [unit, groups.length]),
		[
			['calls', 2],
			['ms', 1],
		],
	);
	t.deepEqual(
		charts[0]?.series.map(({name, values}) => [name, values]),
		[
			['composefs', [1, 2]],
			['checkout', [2, 3]],
		],
	);
});

test('who has no figure has no bar, and leaves the others their colors', (t) => {
	const [chart] = chartsWith('set-up-calls', {
		composefs: 1,
		'erofs+overlayfs': notMeasured,
		checkout: 9,
	});
	const all = chartsWith('set-up-calls', {composefs: 1, 'erofs+overlayfs': 2, checkout: 9})[0];
	t.deepEqual(
		chart?.series.map(({name}) => name),
		['composefs', 'checkout'],
	);
	t.is(chart?.series[1]?.color, all?.series[2]?.color);
});

test('words, a single figure, and nothing but zeros are not drawn', (t) => {
	t.deepEqual(chartsWith('file-handles', {composefs: 'yes', checkout: 'no'}), []);
	t.deepEqual(chartsWith('set-up-calls', {composefs: 1, checkout: notMeasured}), []);
	t.deepEqual(chartsWith('rounds-mounts', {composefs: 0, checkout: 0}), []);
});

test('what is far apart is drawn by orders of magnitude', (t) => {
	const isLogarithmic = (composefs: number, checkout: number) =>
		chartsWith('set-up-calls', {composefs, checkout})[0]?.logarithmic;
	t.true(isLogarithmic(1, 101));
	t.false(isLogarithmic(1, 100));
	t.false(isLogarithmic(-1, 1000), 'no order of magnitude is below 0');
});
