import test from 'ava';
import {growthPlots} from '../../../../src/bench/growth/plots.ts';

test('a plot for each figure that has more than one point, with all of its contestants', (t) => {
	const common = {title: 'ls -lR, cold', unit: 'insn', judged: true} as const;
	const plots = growthPlots('entries', [
		{
			...common,
			contestant: 'composefs',
			points: [
				[1000, 20],
				[10_000, 21],
			],
		},
		{
			...common,
			contestant: 'erofs',
			points: [
				[1000, 30],
				[10_000, 31],
			],
		},
		{...common, title: 'of one size', contestant: 'composefs', points: [[1000, 20]]},
	]);
	t.deepEqual(
		plots.map(({name}) => name),
		['entries-ls-lr-cold.svg'],
	);
	const svg = plots[0]?.svg ?? '';
	for (const text of ['composefs', 'erofs', 'entries, logarithmic', 'instructions'])
		t.true(svg.includes(`>${text}<`), text);
});
