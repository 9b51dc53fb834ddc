import test from 'ava';
import {contestantOf, contestantTargets, seedRange} from '../../../src/cli/contestant-options.ts';
import {UsageError} from '../../../src/errors.ts';
import {contestantNames} from '../../../src/result/contestant.ts';

test('all is one target for each, of the groups that were asked for', (t) => {
	t.is(contestantTargets({}, []), undefined);
	t.is(contestantTargets({contestant: 'erofs'}, []), undefined);
	const targets = contestantTargets({contestant: 'all'}, ['quick']) ?? [];
	t.deepEqual(
		targets.map(({name, contestant, groups}) => [name, contestant, groups]),
		contestantNames.map((name) => [name, name, ['quick']]),
	);
	t.deepEqual(contestantTargets({contestant: 'all'}, [])?.[0]?.groups, ['auto']);
});

test('one run has one contestant', (t) => {
	t.is(contestantOf({}), 'composefs');
	t.is(contestantOf({contestant: 'squashfs'}), 'squashfs');
	t.throws(() => contestantOf({contestant: 'all'}), {instanceOf: UsageError});
});

test('golden output comes from composefs', (t) => {
	t.is(contestantOf({contestant: 'composefs', update: true}), 'composefs');
	t.is(contestantOf({update: true}), 'composefs');
	const error = t.throws(() => contestantOf({contestant: 'erofs', update: true}), {instanceOf: UsageError});
	t.regex(error?.message ?? '', /what erofs shows/);
});

test('seeds are a number or a range', (t) => {
	t.deepEqual(seedRange('50'), {from: 1, to: 50});
	t.deepEqual(seedRange('700-731'), {from: 700, to: 731});
	for (const text of ['', '0', 'x', '5-', '9-8', '1-2-3'])
		t.throws(() => seedRange(text), {message: /^Expected a number from 1 on/});
});
