import test from 'ava';
import {codeOfRun} from '../../../src/host/run-code.ts';
import type {Annotation, CaseFinished} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';

function finished(outcome: Outcome, annotation?: Annotation): CaseFinished {
	return {
		type: 'case-finished',
		caseId: 'a/b',
		outcome,
		ms: 1,
		...(annotation && {annotation}),
	} as CaseFinished;
}

const passed = finished({kind: 'passed'});
const end = {results: [passed, passed], expected: 2, strays: 0};

test('a run is good when all that was expected passed', (t) => {
	t.is(codeOfRun(end), 0);
});

test('a failure, fewer results than cases, and a splat that belongs to no case make it bad', (t) => {
	t.is(codeOfRun({...end, results: [passed, finished({kind: 'failed', failures: []})]}), 1);
	t.is(codeOfRun({...end, expected: 3}), 1);
	t.is(codeOfRun({...end, strays: 1}), 1);
});

test('a flaky case makes it bad where that was asked', (t) => {
	const results = [passed, finished({kind: 'passed'}, {kind: 'flaky'})];
	t.is(codeOfRun({...end, results}), 0);
	t.is(codeOfRun({...end, results, failOnFlaky: true}), 1);
});
