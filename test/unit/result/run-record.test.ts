import test from 'ava';
import {ended, finished, recorded, recordOf, started} from './_recorded.ts';

test('a recorded run: its cases by id, each with its result and when it ran', (t) => {
	const record = recordOf(recorded());

	t.deepEqual(
		record.cases.map(({id, result}) => `${id} ${result?.outcome.kind}`),
		[
			'selftest/fails-an-assertion failed',
			'selftest/is-notrun notrun',
			'selftest/loops-for-ever timedout',
			'selftest/oopses crashed',
			'selftest/passes passed',
			'selftest/warns failed',
		],
	);
	for (const {attempts} of record.cases) {
		const [attempt] = attempts;
		t.is(attempts.length, 1);
		t.true(attempt?.endedAt !== undefined && attempt.endedAt > attempt.startedAt);
		t.true(attempt?.guest !== undefined);
	}
	t.is(record.started?.isolation, 'snapshot');
	t.is(record.finished?.exitCode, 1);
	t.true(record.steps.some(({step}) => step === 'kernel'));
});

test('a case that is started again has had two attempts, the first ended by the second', (t) => {
	const record = recordOf([
		started('s/a'),
		{type: 'case-started', caseId: 's/a', again: false, guest: 1},
		{type: 'case-started', caseId: 's/a', again: true, guest: 2},
		finished('s/a', {kind: 'passed'}, {readyMs: 5}),
		ended(),
	]);

	t.deepEqual(record.cases[0]?.attempts, [
		{startedAt: 1000, endedAt: 2000, guest: 1},
		{startedAt: 2000, endedAt: 3000, guest: 2, readyMs: 5},
	]);
});

test('cases that were not judged are there without a result, also when the run never started', (t) => {
	const record = recordOf([ended(['s/b', 's/a'], 'no kernel')]);

	t.deepEqual(record.cases, [
		{id: 's/a', attempts: []},
		{id: 's/b', attempts: []},
	]);
	t.is(record.started, undefined);
});

test('the run began when its first step began', (t) => {
	const record = recordOf([
		{...ended(), time: '1970-01-01T00:00:10.000Z'},
		{
			type: 'progress',
			progress: {type: 'step-finished', step: 'kernel', ms: 4_000},
			time: '1970-01-01T00:00:11.000Z',
		},
	]);
	t.is(record.beganAt, 7_000);
});
