import test from 'ava';
import {compareRuns, type RunSummary} from '../../../src/host/compare-runs.ts';
import type {Annotation} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';

type Said = Outcome['kind'] | Annotation['kind'] | number;

/** A run of cases that ended so; a number is a pass that took so many milliseconds. */
function run(cases: Record<string, Said>, more: Partial<RunSummary> = {}): RunSummary {
	return {
		unjudged: [],
		cases: Object.entries(cases).map(([caseId, said]) => ({
			caseId,
			ms: typeof said === 'number' ? said : 1,
			...ending(said),
		})),
		...more,
	};
}

function ending(said: Said): {outcome: Outcome; annotation?: Annotation} {
	switch (said) {
		case 'flaky':
			return {outcome: {kind: 'passed'}, annotation: {kind: said}};
		case 'expected-failure':
			return {outcome: {kind: 'crashed', reason: 'x'}, annotation: {kind: said, reason: 'known'}};
		case 'unexpected-pass':
			return {outcome: {kind: 'passed'}, annotation: {kind: said, reason: 'known'}};
		case 'failed':
			return {outcome: {kind: 'failed', failures: []}};
		case 'notrun':
		case 'crashed':
			return {outcome: {kind: said, reason: 'x'}};
		case 'timedout':
			return {outcome: {kind: said, deadlineMs: 1}};
		default:
			return {outcome: {kind: 'passed'}};
	}
}

test('a regression is what is bad now and was not', (t) => {
	const {regressions, mended, changed, unchanged} = compareRuns(
		run({a: 'passed', b: 'notrun', c: 'expected-failure', d: 'failed', e: 'passed', g: 'passed'}),
		run({a: 'crashed', b: 'failed', c: 'unexpected-pass', d: 'passed', f: 'timedout', g: 'passed'}),
	);
	t.deepEqual(regressions, [
		{caseId: 'a', from: 'passed', to: 'crashed'},
		{caseId: 'b', from: 'notrun', to: 'failed'},
		{caseId: 'c', from: 'crashed, expected-failure', to: 'passed, unexpected-pass'},
		{caseId: 'f', from: 'not in the run', to: 'timedout'},
	]);
	t.deepEqual(mended, [{caseId: 'd', from: 'failed', to: 'passed'}]);
	t.deepEqual(changed, [{caseId: 'e', from: 'passed', to: 'not in the run'}]);
	t.is(unchanged, 1);
});

test('what was lost, became flaky or failed in another way is shown, and is no regression', (t) => {
	const {regressions, changed, mended} = compareRuns(
		run({a: 'passed', b: 'passed', c: 'failed', d: 'failed'}),
		run({a: 'flaky', b: 'notrun', c: 'crashed'}),
	);
	t.deepEqual([regressions, mended], [[], []]);
	t.deepEqual(
		changed.map(({caseId, to}) => `${caseId} ${to}`),
		['a passed, flaky', 'b notrun', 'c crashed', 'd not in the run'],
	);
});

test('a case that the later run did not come to is a regression', (t) => {
	const {regressions} = compareRuns(run({a: 'passed'}), run({}, {unjudged: ['a']}));
	t.deepEqual(regressions, [{caseId: 'a', from: 'passed', to: 'not judged'}]);
});

test('slower cases are told past half as much again and half a second', (t) => {
	const {slower, regressions} = compareRuns(run({a: 1000, b: 1000, c: 100}), run({a: 1600, b: 1450, c: 550}));
	t.deepEqual(slower, [{caseId: 'a', from: 1000, to: 1600}]);
	t.deepEqual(regressions, []);
});

test('what the runs ran on is compared too', (t) => {
	const {differences} = compareRuns(
		run({}, {kernel: {release: '6.12'}, accelerator: {name: 'tcg'}}),
		run({}, {kernel: {release: '6.13'}, accelerator: {name: 'tcg'}}),
	);
	t.deepEqual(differences, ['kernel: 6.12 before, 6.13 now']);
	const other = compareRuns(run({}), run({}, {contestant: 'erofs'}));
	t.deepEqual(other.differences, ['contestant: composefs before, erofs now']);
});
