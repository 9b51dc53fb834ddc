import test from 'ava';
import {growthLines} from '../../../../src/bench/growth/table.ts';

test('a line for each figure of each contestant, a column for each count', (t) => {
	t.deepEqual(
		growthLines('mounts', [
			{
				title: 'the n-th mount',
				unit: 'insn',
				contestant: 'erofs',
				points: [
					[1, 100],
					[1000, 150],
				],
				judged: true,
			},
			{title: 'memory', unit: 'bytes', contestant: 'composefs', points: [[1000, 5000]], judged: true},
			{
				title: 'page cache',
				unit: 'bytes',
				contestant: 'composefs',
				points: [
					[1, 0],
					[1000, 9],
				],
				judged: true,
			},
		]),
		[
			'mounts                              1  1,000  growth  verdict',
			'the n-th mount  erofs      insn   100    150  50.0 %    grows',
			'memory          composefs  bytes        5000',
			'page cache      composefs  bytes    0      9  from 0    grows',
		],
	);
});
