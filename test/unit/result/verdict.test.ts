import test from 'ava';
import type {CaseFinished} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';
import {isBad, showsSplat, verdictOf} from '../../../src/result/verdict.ts';
import {finished} from './_recorded.ts';

function verdict(outcome: Outcome, more: Partial<CaseFinished> = {}) {
	return verdictOf(finished('s/a', outcome, more) as CaseFinished, '/p/test/suites/s/a.ts');
}

test('passed passes, an allowed notrun is skipped with its reason', (t) => {
	t.deepEqual(verdict({kind: 'passed'}), {kind: 'passed'});
	t.deepEqual(verdict({kind: 'notrun', reason: 'no btrfs'}), {kind: 'skipped', reason: 'no btrfs'});
});

test('a notrun that is not allowed is a failure that says so', (t) => {
	t.deepEqual(verdict({kind: 'notrun', reason: 'no btrfs'}, {notAllowed: true}), {
		kind: 'failure',
		type: 'notrun',
		reasons: ['notrun: no btrfs (not in test/notrun-allowed.json)'],
	});
});

test('failed is a failure with all its reasons and the first place that is known', (t) => {
	const outcome: Outcome = {
		kind: 'failed',
		failures: [
			{source: 'splat', message: 'WARNING: x'},
			{source: 'assertion', message: 'no\n', stack: 'Error: no\n    at run (test/suites/s/a.ts:7:5)'},
		],
	};
	t.deepEqual(verdict(outcome), {
		kind: 'failure',
		type: 'splat',
		reasons: ['splat: WARNING: x', 'assertion: no'],
		place: {file: 'test/suites/s/a.ts', line: 7, column: 5},
	});
});

test('crashed and timed out are errors', (t) => {
	t.deepEqual(verdict({kind: 'crashed', reason: 'oops'}), {
		kind: 'error',
		type: 'crashed',
		reasons: ['oops'],
	});
	t.deepEqual(verdict({kind: 'timedout', deadlineMs: 2400}), {
		kind: 'error',
		type: 'timedout',
		reasons: ['no answer within the deadline of 2.40 s'],
	});
});

test('tells a splat on the console from the last words of a guest', (t) => {
	const crashed = verdict({kind: 'crashed', reason: 'BUG: x, in f+0x1/0x2'});
	const gone = verdict({kind: 'crashed', reason: 'the agent ended with status 137'});
	if (!isBad(crashed) || !isBad(gone)) return t.fail();
	t.true(showsSplat(crashed, ['before', 'BUG: x', 'Call Trace:']));
	t.false(showsSplat(gone, ['Killed', '']));
});
