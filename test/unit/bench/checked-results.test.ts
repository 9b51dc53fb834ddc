import test from 'ava';
import {checkedEnvironment, checkedResults} from '../../../src/bench/checked-results.ts';
import {UsageError} from '../../../src/errors.ts';

test('numbers of those that are known are taken as they are, of others nothing is asked', (t) => {
	const results = {composefs: {a: [1, 2.5], none: []}, tmpfs: {}, later: 'whatever'};
	t.is(checkedResults(results, 'r.json') as unknown, results);
});

test('what stands in the place of numbers is named, with its file and the rule', (t) => {
	for (const [results, message] of [
		[null, 'The record r.json: expected results to be an object, got null'],
		[[], 'The record r.json: expected results to be an object, got []'],
		[{composefs: null}, 'The record r.json: expected results.composefs to be an object, got null'],
		[{composefs: [1]}, 'The record r.json: expected results.composefs to be an object, got [1]'],
		[{erofs: {a: 5}}, 'The record r.json: expected results.erofs.a to be an array of numbers, got 5'],
		[
			{erofs: {a: [1, null]}},
			'The record r.json: expected results.erofs.a to be an array of numbers, got [1,null]',
		],
		[{erofs: {a: ['1']}}, 'The record r.json: expected results.erofs.a to be an array of numbers, got ["1"]'],
	] as const) {
		const error = t.throws(() => checkedResults(results, 'r.json'), {instanceOf: UsageError, message});
		t.truthy(error?.remedy);
	}
	const long = t.throws(() => checkedResults({tmpfs: {a: 'x'.repeat(1000)}}, 'r.json'));
	t.true((long?.message.length ?? 0) < 200);
});

test('an environment may tell less than it does now, but of what and of which machine', (t) => {
	t.notThrows(() => checkedEnvironment({shape: 'small', machine: 'm'}, 'r.json'));
	for (const [environment, message] of [
		[null, /expected environment to be an object, got null/],
		[{machine: 'm'}, /expected environment\.shape to be a text, got nothing/],
		[{shape: 'small'}, /expected environment\.machine to be a text, got nothing/],
		[{shape: 'small', machine: 'm', node: 20}, /expected environment\.node to be a text, got 20/],
	] as const)
		t.throws(() => checkedEnvironment(environment, 'r.json'), {instanceOf: UsageError, message});
});
