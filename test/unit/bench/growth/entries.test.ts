import test from 'ava';
import {
	entriesOf,
	entryScales,
	entrySeries,
	entryTree,
	whyTooMany,
} from '../../../../src/bench/growth/entries.ts';
import {countEntries, findInode} from '../../../../src/image/tree.ts';

test('each figure is of one entry or path of its own count', (t) => {
	const at = (entries: number) => [
		{metric: 'walk-cold', value: entries * 20_000, times: entries},
		{metric: 'stat-dropped', value: 50 * 11_000, times: 50},
		{metric: 'mount-warm', value: 40_000, times: 1},
		{metric: 'walk-bytes-per-entry', value: 1100},
	];
	const series = entrySeries('composefs', [at(1000), at(10_000)]);
	const points = (title: string) => series.find((one) => one.title.startsWith(title))?.points;
	t.deepEqual(points('ls -lR, cold'), [
		[1000, 20_000],
		[10_000, 20_000],
	]);
	t.deepEqual(points('statx'), [
		[1000, 11_000],
		[10_000, 11_000],
	]);
	t.deepEqual(points('mount, image warm'), [
		[1000, 40_000],
		[10_000, 40_000],
	]);
	t.deepEqual(points('absent'), []);
	// A thousand entries are too few to be measured in pages of objects.
	t.deepEqual(points('memory'), [[10_000, 1100]]);
	// It is no cost of an entry.
	t.deepEqual(
		series.filter(({judged}) => !judged).map(({title}) => title),
		['mount, image cold'],
	);
});

test('at any scale the paths are of whole small trees', (t) => {
	const {tree, paths} = entryTree(70);
	t.is(tree.entries.length, 70);
	t.is(paths.random.length, 66 * 301);
	t.is(new Set(paths.random.map((path) => path.split('/')[0])).size, 66);
	for (const path of paths.random.slice(0, 100)) t.truthy(findInode(tree, path), path);
});

test('a scale has so many entries, and from 1,000 to a million', (t) => {
	t.is(countEntries(entryTree(3).tree) - 1, entriesOf(3));
	t.deepEqual(entryScales.map(entriesOf), [903, 9_933, 100_233, 1_003_233]);
});

test('EROFS goes to a hundred thousand, composefs to a million', (t) => {
	for (const name of ['erofs', 'erofs-overlay'] as const)
		t.deepEqual(
			entryScales.map((scale) => whyTooMany(name, scale) === undefined),
			[true, true, true, false],
		);
	t.regex(whyTooMany('erofs', 3333) ?? '', /mkfs\.erofs .* at most 200,000 entries/);
	t.is(whyTooMany('composefs', 3333), undefined);
});
