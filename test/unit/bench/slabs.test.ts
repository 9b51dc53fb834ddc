import test from 'ava';
import {grownSlabs, parseSlabs} from '../../../src/bench/slabs.ts';

const text = [
	'slabinfo - version: 2.1',
	'# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>',
	'composefs_inode    64155  64155    632   25    4 : tunables    0    0    0 : slabdata   2567   2567      0',
	'kmalloc-rcl-64         0      0     64   64    1 : tunables    0    0    0 : slabdata      0      0      0',
	'',
].join('\n');

test('a cache takes the pages of all its slabs', (t) => {
	t.deepEqual(parseSlabs(text, 4096), [
		{cache: 'composefs_inode', objects: 64155, objectBytes: 632, bytes: 2567 * 4 * 4096},
		{cache: 'kmalloc-rcl-64', objects: 0, objectBytes: 64, bytes: 0},
	]);
});

test('another version and a line that is no cache are refused by name', (t) => {
	t.throws(() => parseSlabs(text.replace('2.1', '3.0'), 4096), {message: /got 'slabinfo - version: 3\.0'/});
	t.throws(() => parseSlabs(text.replace(' 2567      0', ' 2567'), 4096), {
		message: /Expected a cache in slabinfo, got 'composefs_inode /,
	});
});

test('what grew comes the largest first, with the other names of its cache', (t) => {
	const slab = (cache: string, objects: number, bytes: number) => ({cache, objects, objectBytes: 64, bytes});
	const before = [slab('stays', 5, 4096), slab('shrinks', 9, 8192), slab('grows', 1, 4096)];
	const after = [
		slab('stays', 5, 4096),
		slab('shrinks', 1, 4096),
		slab('grows', 70, 12288),
		slab('new', 2000, 131072),
	];
	t.deepEqual(
		grownSlabs(before, after, (cache) => (cache === 'grows' ? ['same'] : [])),
		[
			{...slab('new', 2000, 131072), aliases: []},
			{...slab('grows', 69, 8192), aliases: ['same']},
		],
	);
});
