import test from 'ava';
import {knownShape, type Row, rowsFor} from '../../../src/bench/known.ts';
import {countedBy} from '../../../src/bench/plan.ts';
import {trialPlots} from '../../../src/bench/plots.ts';
import {judgeRow} from '../../../src/bench/verdict.ts';

const rows: readonly Row[] = [
	{metric: 'walk-cold', title: 'a walk', unit: 'Minsn', known: {}},
	{metric: 'unmount', title: 'and its end', unit: 'Minsn', known: {}},
	{metric: 'stat-warm', title: 'a look', unit: 'Minsn', known: {}},
	{metric: 'walk-bytes', title: 'memory', unit: 'MiB', known: {}},
	{metric: 'mount-warm', title: 'unmeasured', unit: 'Minsn', known: {}},
];

test('a plot for the instructions of each trial that was run, and one for each other unit', (t) => {
	const results = {
		composefs: {'walk-cold': [123_456_789], unmount: [2e6], 'stat-warm': [3e6], 'walk-bytes': [2 ** 20]},
		tmpfs: {'walk-cold': [9e6]},
	};
	const plots = trialPlots(rows.map((row) => judgeRow(row, results)));
	t.deepEqual(
		plots.map(({name}) => name),
		['instructions-of-walk.svg', 'instructions-of-stat.svg', 'mib-of-all-trials-but-verity.svg'],
	);
	const [walk = '', stat = ''] = plots.map(({svg}) => svg);
	for (const text of ['a walk', 'and its end', 'composefs', 'tmpfs', '123.5'])
		t.true(walk.includes(`>${text}<`), text);
	t.false(stat.includes('>tmpfs<'));
});

const colorOf = (svg: string, color: string) => svg.includes(`fill="${color}"`);

test('a contestant has the same color in every plot, whoever else is there', (t) => {
	const plots = trialPlots(
		rows.map((row) =>
			judgeRow(row, {composefs: {'walk-cold': [1e6]}, tmpfs: {'walk-cold': [2e6], 'stat-warm': [3e6]}}),
		),
	);
	const [walk = '', stat = ''] = plots.map(({svg}) => svg);
	const [first, ofTmpfs] = ['#3b82d0', '#c9a227'] as const;
	t.deepEqual([colorOf(walk, first), colorOf(walk, ofTmpfs)], [true, true]);
	t.deepEqual([colorOf(stat, first), colorOf(stat, ofTmpfs)], [false, true]);
});

test('what verification costs has plots of its own, also of its requests and of what kworkers do', (t) => {
	const metrics = [
		'walk-cold-requests',
		'verity-on-read-cold',
		'verity-on-read-cold-workers',
		'verity-on-read-cold-requests',
	];
	const of = rowsFor(knownShape).filter(({metric}) => metrics.includes(metric));
	const results = {composefs: Object.fromEntries(metrics.map((metric) => [metric, [1000]]))};
	t.deepEqual(
		trialPlots(of.map((row) => judgeRow(row, results))).map(({name}) => name),
		['requests-of-all-trials-but-verity.svg', 'instructions-of-verity.svg', 'requests-of-verity.svg'],
	);
});

test('no two rows are called the same, and none says what it is of by another', (t) => {
	const titles = rowsFor(knownShape).map(({title}) => title);
	t.is(new Set(titles).size, titles.length);
	t.deepEqual(
		titles.filter((title) => /\bit\b/.test(title)),
		[],
	);
});

test('no trial has rows in millions of instructions and others in single ones, which would be one plot', (t) => {
	const units = new Map<string, Set<string>>();
	for (const {metric, unit} of rowsFor(knownShape)) {
		const trial = countedBy[metric.replace(/-workers$/, '')];
		if (trial !== undefined && unit !== 'requests')
			units.set(trial, (units.get(trial) ?? new Set()).add(unit));
	}
	t.true(units.size > 10);
	for (const [trial, of] of units) t.is(of.size, 1, trial);
});
