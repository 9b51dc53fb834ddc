import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {learnDurations} from '../../../src/host/durations.ts';
import {parseShard, splitCases, takeShard} from '../../../src/host/shard.ts';
import {listed} from './_listed.ts';

const cases = Array.from({length: 37}, (_, n) => listed(`s/${String(n).padStart(2, '0')}`));
const ids = (shard: readonly {id: string}[]) => shard.map(({id}) => id);
const durations = Object.fromEntries(cases.map(({id}, n) => [id, (n * 7919) % 1000]));

test('every case lands in exactly one shard', (t) => {
	for (const known of [{}, durations, {'s/03': 5000, 's/gone': 9}])
		for (const count of [1, 2, 3, 5, 36, 37]) {
			const shards = splitCases(cases, count, known);
			t.is(shards.length, count);
			t.deepEqual(shards.flatMap(ids).sort(), ids(cases));
			t.true(shards.every((shard) => shard.length > 0));
		}
});

test('shards take about the same time', (t) => {
	const times = splitCases(cases, 4, durations).map((shard) =>
		shard.reduce((sum, {id}) => sum + (durations[id] ?? 0), 0),
	);
	t.true(Math.max(...times) - Math.min(...times) < 100, String(times));
});

test('one long case stands alone against the short ones', (t) => {
	const few = [listed('s/long'), listed('s/a'), listed('s/b')];
	t.deepEqual(splitCases(few, 2, {'s/long': 100, 's/a': 10, 's/b': 10}).map(ids), [
		['s/long'],
		['s/a', 's/b'],
	]);
});

test('the plan is the same whatever the order of the listing, and another with other durations', (t) => {
	const shard = {index: 2, count: 3};
	const {cases: mine, plan} = takeShard(cases, shard, durations);
	const turned = takeShard([...cases].reverse(), shard, durations);
	t.deepEqual(ids(turned.cases), ids(mine));
	t.is(turned.plan, plan);
	t.is(takeShard(cases, {index: 1, count: 3}, durations).plan, plan);
	t.not(takeShard(cases, shard, {}).plan, plan);
});

test('a shard without a case is an error', (t) => {
	const few = cases.slice(0, 2);
	t.throws(() => takeShard(few, {index: 3, count: 3}, {}), {
		instanceOf: UsageError,
		message: 'shard 3/3 holds no case: there are only 2',
	});
});

test('a shard is i/n with i from 1 to n', (t) => {
	t.deepEqual(parseShard('2/4'), {index: 2, count: 4});
	for (const text of ['0/4', '5/4', '1/0', '2', '1/2/3', 'a/b', '-1/2', ''])
		t.throws(() => parseShard(text), {instanceOf: UsageError}, text);
});

test('durations are the mean of before and now, and what did not take its course teaches nothing', (t) => {
	const result = {type: 'case-finished', console: {path: '', lines: [], cutBytes: 0}, log: []} as const;
	const learnt = learnDurations({'s/a': 100, 's/z': 7}, [
		{...result, caseId: 's/a', outcome: {kind: 'passed'}, ms: 250, readyMs: 50},
		{...result, caseId: 's/b', outcome: {kind: 'passed'}, ms: 10.4},
		{...result, caseId: 's/c', outcome: {kind: 'timedout', deadlineMs: 1}, ms: 9999},
		{...result, caseId: 's/z', outcome: {kind: 'notrun', reason: 'x'}, ms: 0},
	]);
	t.deepEqual(learnt, {'s/a': 200, 's/b': 10, 's/z': 7});
});
