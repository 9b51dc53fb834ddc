import test from 'ava';
import {type Evidence, encodeEvidence} from '../../../src/compare/evidence.ts';
import {Hearing, whyNothing} from '../../../src/compare/hearing.ts';
import type {Outcome} from '../../../src/result/outcome.ts';

const evidence = (value: number): Evidence => ({row: 'x', contestant: 'composefs', value});
const started = (caseId: string, again = false) => ({type: 'case-started', caseId, again}) as const;
const said = (caseId: string, value: number) =>
	({type: 'case-log', caseId, line: encodeEvidence(evidence(value))}) as const;
const finished = (caseId: string, outcome: Outcome) =>
	({
		type: 'case-finished',
		caseId,
		outcome,
		ms: 1,
		console: {path: '', lines: [], cutBytes: 0},
		log: [],
	}) as const;

test('evidence belongs to the case that gave it, and other lines of a log are for those who read it', (t) => {
	const hearing = new Hearing();
	t.false(hearing.hear(started('claims/a')));
	t.true(hearing.hear(said('claims/a', 1)));
	t.true(hearing.hear(said('claims/b', 2)));
	t.false(hearing.hear({type: 'case-log', caseId: 'claims/a', line: '3 files'}));
	t.false(hearing.hear(finished('claims/a', {kind: 'passed'})));
	t.deepEqual(
		[...hearing.heard],
		[
			['claims/a', {outcome: {kind: 'passed'}, evidence: [evidence(1)]}],
			['claims/b', {outcome: undefined, evidence: [evidence(2)]}],
		],
	);
});

test('a case that starts again has said nothing yet', (t) => {
	const hearing = new Hearing();
	for (const event of [
		started('claims/a'),
		said('claims/a', 1),
		started('claims/a', true),
		said('claims/a', 2),
	])
		hearing.hear(event);
	t.deepEqual(hearing.heard.get('claims/a')?.evidence, [evidence(2)]);
});

test('what the host measured is as good as a case that passed', (t) => {
	const hearing = new Hearing();
	hearing.measured('src/x.ts', [evidence(3)]);
	t.deepEqual(hearing.heard.get('src/x.ts'), {outcome: {kind: 'passed'}, evidence: [evidence(3)]});
});

test('all but what passed decides nothing, for a reason in one line', (t) => {
	const why = (outcome: Outcome | undefined) => whyNothing({outcome, evidence: [evidence(1)]});
	t.is(why({kind: 'passed'}), undefined);
	t.is(whyNothing(undefined), 'it did not begin');
	t.is(why(undefined), 'it did not end');
	t.is(
		why({kind: 'failed', failures: [{source: 'assertion', message: '\n3 is not 4\nDifference'}]}),
		'failed: assertion: 3 is not 4',
	);
	t.is(why({kind: 'failed', failures: []}), 'failed');
	t.is(why({kind: 'notrun', reason: 'no loop devices'}), 'notrun: no loop devices');
	t.is(why({kind: 'crashed', reason: 'BUG: x\nmore'}), 'crashed: BUG: x');
	t.is(why({kind: 'timedout', deadlineMs: 2500}), 'timedout: no answer within 2.5 s');
});
