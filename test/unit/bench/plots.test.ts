import test from 'ava';
import type {Row} from '../../../src/bench/known.ts';
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
		['instructions-of-walk.svg', 'instructions-of-stat.svg', 'mib-of-all-trials.svg'],
	);
	const [walk = '', stat = ''] = plots.map(({svg}) => svg);
	for (const text of ['a walk', 'and its end', 'composefs', 'tmpfs', '123.5'])
		t.true(walk.includes(`>${text}<`), text);
	t.false(stat.includes('>tmpfs<'));
});
