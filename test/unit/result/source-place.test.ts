import test from 'ava';
import {placeInStack} from '../../../src/result/source-place.ts';

const stack = [
	'AssertionError: no',
	'    at CaseContext.is (src/guest/context.ts:9:1)',
	'    at check (test/suites/_support/check.ts:3:4)',
	'    at Object.run (test/suites/s/a.ts:7:5)',
	'    at runCase (src/guest/run-case.ts:55:35)',
].join('\n');

test('the first frame of the case itself is the place, behind its helpers', (t) => {
	t.deepEqual(placeInStack(stack, '/p/test/suites/s/a.ts'), {file: 'test/suites/s/a.ts', line: 7, column: 5});
});

test('without one, the first frame that is not of the agent', (t) => {
	t.deepEqual(placeInStack(stack, '/p/test/suites/s/b.ts'), {
		file: 'test/suites/_support/check.ts',
		line: 3,
		column: 4,
	});
	t.is(
		placeInStack('Error: no\n    at run (src/guest/agent.ts:1:2)\n    at /agent/agent.cjs:9:9'),
		undefined,
	);
});

test('a frame without a function, and a path outside of the checkout', (t) => {
	t.deepEqual(placeInStack('Error\n    at /else/where/s/a.ts:12:1'), {
		file: '/else/where/s/a.ts',
		line: 12,
		column: 1,
	});
});
