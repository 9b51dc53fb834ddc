import test from 'ava';
import {type AttemptLimits, Attempts} from '../../../src/host/attempts.ts';
import type {Unit} from '../../../src/host/plan.ts';
import type {CaseFinished} from '../../../src/result/events.ts';
import {listed} from './_listed.ts';

const units: readonly Unit[] = [[listed('s/a'), listed('s/b')], [listed('s/c')]];

function ended(caseId: string, good: boolean): CaseFinished {
	return {
		type: 'case-finished',
		caseId,
		outcome: good ? {kind: 'passed'} : {kind: 'crashed', reason: 'asked to'},
		ms: 1,
		console: {path: '', lines: [], cutBytes: 0},
		log: [],
	};
}

/** One guest runs everything; `outcomes` has each case's attempts, of which the last stands for all after it. */
function play(limits: AttemptLimits, outcomes: Record<string, readonly boolean[]> = {}) {
	const attempts = new Attempts(units, limits);
	const ran: string[] = [];
	const results: CaseFinished[] = [];
	const counts = new Map<string, number>();
	for (const unit of attempts)
		for (const {id} of unit) {
			const count = counts.get(id) ?? 0;
			counts.set(id, count + 1);
			ran.push(id.slice(2));
			const good = outcomes[id] ?? [true];
			const heard = attempts.hear(ended(id, good[Math.min(count, good.length - 1)] ?? true));
			if (heard !== undefined) results.push(heard);
		}
	results.push(...attempts.rest());
	const told = results.map(({caseId, outcome, attempts: n, annotation}) =>
		[caseId.slice(2), outcome.kind, n && `${n.bad}/${n.made}`, annotation?.kind].filter(Boolean).join(' '),
	);
	return {ran: ran.join(''), told};
}

test('without limits every case runs once and nothing is said beside its outcome', (t) => {
	t.deepEqual(play({}, {'s/b': [false]}), {ran: 'abc', told: ['a passed', 'b crashed', 'c passed']});
});

test('repeated cases run round by round and the first bad attempt counts', (t) => {
	t.deepEqual(play({repeat: 3}, {'s/b': [true, false, true], 's/c': [false]}), {
		ran: 'abcabcabc',
		told: ['a passed 0/3', 'b crashed 1/3 flaky', 'c crashed 3/3'],
	});
});

test('a retried case that passes is flaky, one that never does failed', (t) => {
	t.deepEqual(play({retry: 2}, {'s/b': [false, true], 's/c': [false]}), {
		ran: 'abcbcc',
		told: ['a passed', 'b passed 1/2 flaky', 'c crashed 3/3'],
	});
});

test('until-fail goes on until the first bad attempt, and tells of all that ran', (t) => {
	const {ran, told} = play({untilFail: true}, {'s/b': [true, true, true, false]});
	t.is(ran, 'abcabcabcab');
	t.deepEqual(told, ['b crashed 1/4 flaky', 'a passed 0/4', 'c passed 0/3']);
});

test('until-fail with repeat ends by itself', (t) => {
	t.deepEqual(play({untilFail: true, repeat: 2}), {
		ran: 'abcabc',
		told: ['a passed 0/2', 'b passed 0/2', 'c passed 0/2'],
	});
});

test('a case that is retried once the others are done still has a guest', (t) => {
	const attempts = new Attempts([[listed('s/c')]], {retry: 1});
	t.false(attempts.next().done);
	t.true(attempts.next().done, 'nothing for a second guest now');
	t.is(attempts.hear(ended('s/c', false)), undefined);
	t.false(attempts.next().done);
});
