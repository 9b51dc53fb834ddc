import test from 'ava';
import {mountCounts, mountMetric, mountSeries} from '../../../../src/bench/growth/mounts.ts';
import {verdictOf} from '../../../../src/bench/growth/series.ts';

/** As if each mount took `each` instructions, `more` of them from the hundredth on, and `bytes` of memory. */
const samples = (each: number, more: number, bytes: number, cached = 0) =>
	new Map(
		mountCounts.flatMap((n) => [
			[mountMetric('mount', n), n < 100 ? each : each + more],
			[mountMetric('unmount', n), each],
			[mountMetric('memory', n), bytes * n],
			[mountMetric('cached', n), cached * n],
		]),
	);

const find = (all: ReturnType<typeof mountSeries>, title: string, contestant = 'composefs') =>
	all.find((one) => one.title === title && one.contestant === contestant);

test('what the VFS takes for any mount is not in what is judged', (t) => {
	const all = mountSeries(
		new Map([
			['composefs', samples(40, 37, 5000)],
			['tmpfs', samples(30, 37, 4000)],
		]),
	);
	const raw = find(all, 'the n-th mount');
	t.deepEqual(raw?.points, [
		[1, 40],
		[10, 40],
		[100, 77],
		[1000, 77],
	]);
	t.false(raw?.judged);
	const beyond = find(all, 'the n-th mount, beyond tmpfs');
	t.deepEqual(beyond?.points, [
		[1, 10],
		[10, 10],
		[100, 10],
		[1000, 10],
	]);
	t.is(beyond && verdictOf(beyond), 'flat');
	t.deepEqual(find(all, 'kernel memory, each, beyond tmpfs')?.points, [
		[100, 1000],
		[1000, 1000],
	]);
	t.is(find(all, 'the n-th mount, beyond tmpfs', 'tmpfs'), undefined);
});

test('a driver that does more for each further mount, or keeps pages for it, grows', (t) => {
	const all = mountSeries(
		new Map([
			['composefs', samples(40, 50, 5000, 4096)],
			['tmpfs', samples(30, 37, 4000)],
		]),
	);
	for (const title of ['the n-th mount, beyond tmpfs', 'page cache, all']) {
		const one = find(all, title);
		t.is(one && verdictOf(one), 'grows', title);
	}
});

test('without an empty superblock beside it nothing is said of what lies beyond', (t) => {
	const all = mountSeries(new Map([['composefs', samples(40, 0, 5000)]]));
	t.deepEqual(
		all.map(({title}) => title),
		['the n-th mount', 'the n-th unmount', 'kernel memory, each', 'page cache, all'],
	);
});
