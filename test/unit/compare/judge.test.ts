import {existsSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {claimName, claims, decidingFile} from '../../../src/compare/claims.ts';
import {
	contestantNames,
	decodeEvidence,
	type Evidence,
	encodeEvidence,
	everyRow,
	none,
	notMeasured,
} from '../../../src/compare/evidence.ts';
import {isAhead, type JudgedRow, judgeClaims} from '../../../src/compare/judge.ts';
import {textTable} from '../../../src/compare/tables.ts';
import type {Outcome} from '../../../src/result/outcome.ts';
import {judged, ofEach, rowOf} from './_judged.ts';

const root = join(import.meta.dirname, '../../..');

const [ours, rival, other] = ['composefs', 'erofs+overlayfs', 'checkout'] as const;

/** Of composefs, EROFS with overlayfs, and a checkout; the others were not measured. */
function rowWith(id: string, values: readonly Evidence['value'][]): JudgedRow {
	const [a, b, c] = values.map((value) => value);
	return rowOf(
		ofEach(id, {
			...(a !== undefined && {[ours]: a}),
			...(b !== undefined && {[rival]: b}),
			...(c !== undefined && {[other]: c}),
		}),
		id,
	);
}

for (const [what, id, values, verdict, best] of [
	['fewer calls win', 'set-up-calls', [1, 6, 1000], 'won', ['composefs']],
	['as many are level', 'set-up-calls', [3, 3, 1000], 'level', ['composefs', 'erofs+overlayfs']],
	['more are lost', 'set-up-calls', [7, 6, 1000], 'lost', ['erofs+overlayfs']],
	[
		'a time within a tenth is no difference',
		'set-up-ms',
		[10.9, 10, 99],
		'level',
		['composefs', 'erofs+overlayfs'],
	],
	['a time beyond it is one', 'set-up-ms', [12, 10, 99], 'lost', ['erofs+overlayfs']],
	['a KiB less is less', 'shared-disk-20', [8992, 8993], 'won', ['composefs']],
	['beyond it is not', 'apart-cache-2', [3350, 3300], 'lost', ['erofs+overlayfs']],
	[
		'within a hundredth is level where a row says so',
		'apart-cache-2',
		[3316, 3300],
		'level',
		['composefs', 'erofs+overlayfs'],
	],
	['more shared pages win', 'shared-pages', [100, 50, 0], 'won', ['composefs']],
	[
		'what is refused is before what is noticed',
		'tamper-mounted',
		['refused: ETXTBSY', 'never'],
		'won',
		['composefs'],
	],
	[
		'at open is behind at set-up',
		'tamper-removed',
		['at open', 'at open', 'at set-up'],
		'lost',
		['checkout'],
	],
	[
		'a signature is before the set-up',
		'signed-image',
		['at set-up', 'by signature'],
		'lost',
		['erofs+overlayfs'],
	],
	['never is last', 'tamper-mode', ['at read', 'never', 'never'], 'won', ['composefs']],
	['yes is better than no', 'file-handles', ['yes', 'no', 'yes'], 'level', ['composefs', 'checkout']],
	['no is lost', 'file-handles', ['no', 'yes', 'no'], 'lost', ['erofs+overlayfs']],
	['what is told has no winner', 'code-names', [5, 9], 'told', []],
	['who has no such thing is compared with nobody', 'image-bytes', [9, none, 7], 'lost', ['checkout']],
	[
		'nor where it is about when',
		'tamper-removed',
		['at open', 'at open', none],
		'level',
		['composefs', 'erofs+overlayfs'],
	],
	['what was not measured is behind nothing', 'code-all', [notMeasured, 9], 'not run', ['erofs+overlayfs']],
	[
		'nothing is won over the rival that was not measured',
		'code-all',
		[7, notMeasured, 9],
		'undecided',
		['composefs'],
	],
	['nor is anybody level then', 'code-all', [9, notMeasured, 9], 'undecided', ['composefs', 'checkout']],
	['what is behind another is lost all the same', 'code-all', [9, notMeasured, 7], 'lost', ['checkout']],
	['others may be unmeasured', 'code-all', [7, 9, notMeasured], 'won', ['composefs']],
] as const)
	test(`${what}: ${verdict}`, (t) => {
		const row = rowWith(id, values);
		t.is(row.toAll.verdict, verdict);
		t.deepEqual(row.best, [...best]);
	});

for (const [what, id, values, standing] of [
	[
		'fewer calls than the rival win, whatever a third has',
		'set-up-calls',
		[5, 6, 1],
		{verdict: 'won', times: 5 / 6},
	],
	['more are lost', 'set-up-calls', [9, 6, 10], {verdict: 'lost', times: 1.5}],
	[
		'a time within the noise is level, by so much',
		'set-up-ms',
		[10.9, 10, 1],
		{verdict: 'level', times: 1.09},
	],
	['of pages more is better', 'shared-pages', [50, 25, 100], {verdict: 'won', times: 2}],
	['words have no multiple', 'file-handles', ['yes', 'no', 'yes'], {verdict: 'won'}],
	['nor has 0', 'rounds-slab', [0, 4, 0], {verdict: 'won'}],
	['nobody wins over a rival that was not measured', 'code-all', [7, notMeasured, 9], {verdict: 'undecided'}],
	['nor loses to one', 'code-all', [9, notMeasured, 7], {verdict: 'undecided'}],
	['what is told is told', 'code-names', [5, 9], {verdict: 'told'}],
	['also of a third alone', 'code-names', [none, none, 9], {verdict: 'told'}],
] as const)
	test(`to EROFS + overlayfs alone, ${what}`, (t) => {
		t.deepEqual(rowWith(id, values).toErofsOverlay, standing);
	});

test('to all, the multiple is that of the best of the others', (t) => {
	t.deepEqual(rowWith('set-up-calls', [5, 10, 4]).toAll, {verdict: 'lost', times: 1.25});
	t.deepEqual(rowWith('shared-pages', [50, 25, 100]).toAll, {verdict: 'lost', times: 0.5});
	t.deepEqual(rowWith('shared-disk-20', [8992, 8993]).toAll, {verdict: 'won', times: 8992 / 8993});
});

test('nobody is ahead of what was not measured', (t) => {
	t.true(isAhead(rowWith('code-all', [7, 9, notMeasured]), 'composefs'));
	t.false(isAhead(rowWith('code-all', [7, notMeasured, notMeasured]), 'composefs'));
});

for (const silent of contestantNames)
	test(`a row that says nothing of ${silent} is not run, whatever the others showed`, (t) => {
		for (const id of ['set-up-calls', 'code-names']) {
			const evidence = ofEach(id, {composefs: 1, 'erofs+overlayfs': 6});
			const row = rowOf(
				evidence.filter(({contestant}) => contestant !== silent),
				id,
			);
			t.deepEqual([row.toAll, row.toErofsOverlay], [{verdict: 'not run'}, {verdict: 'not run'}]);
			t.deepEqual(row.best, []);
			t.deepEqual(row.silent, [silent]);
			t.not(rowOf(evidence, id).toAll.verdict, 'not run', 'with a word of all it is');
		}
	});

for (const outcome of [
	undefined,
	{kind: 'failed', failures: [{source: 'assertion', message: 'x'}]},
	{kind: 'failed', failures: [{source: 'leak', message: 'x'}]},
	{kind: 'notrun', reason: 'x'},
	{kind: 'crashed', reason: 'x'},
	{kind: 'timedout', deadlineMs: 1000},
] as const)
	test(`what a case said is nothing when it ended as ${JSON.stringify(outcome)}`, (t) => {
		const [claim] = claims;
		const evidence = claim?.rows.flatMap(({id}) => ofEach(id, {composefs: 1, 'erofs+overlayfs': 6})) ?? [];
		const judge = (as: Outcome | undefined) =>
			judgeClaims(new Map([[claim?.decidedBy ?? '', {outcome: as, evidence}]]), claim && [claim])[0];
		t.true(judge({kind: 'passed'})?.rows.every(({toAll}) => toAll.verdict === 'won'));
		const judged = judge(outcome);
		t.truthy(judged?.failure);
		for (const {toAll, toErofsOverlay, values, best} of judged?.rows ?? []) {
			t.deepEqual([toAll.verdict, toErofsOverlay.verdict], ['not run', 'not run']);
			t.deepEqual([values, best], [{}, []]);
		}
	});

test('what never began is not run', (t) => {
	const judged = judgeClaims(new Map());
	t.is(judged.length, claims.length);
	for (const {rows, failure} of judged) {
		t.is(failure, 'it did not begin');
		for (const {toAll, best} of rows) t.true(toAll.verdict === 'not run' && best.length === 0);
	}
});

test('what one case says of everybody is nothing to another', (t) => {
	const [one, two] = claims;
	if (one === undefined || two === undefined) throw new Error('there are two');
	const passed = {kind: 'passed'} as const;
	const all = contestantNames.map(
		(contestant): Evidence => ({row: everyRow, contestant, value: notMeasured}),
	);
	const [first, second] = judgeClaims(
		new Map([
			[one.decidedBy, {outcome: passed, evidence: all}],
			[two.decidedBy, {outcome: passed, evidence: []}],
		]),
		[one, two],
	);
	t.true(first?.rows.every(({silent}) => silent.length === 0));
	t.true(second?.rows.every(({silent}) => silent.length === contestantNames.length));
});

test('who can not take part is not measured in each row that says nothing else of it', (t) => {
	const absent: Evidence = {row: everyRow, contestant: 'squashfs', value: notMeasured, note: 'no mksquashfs'};
	const rows = judged([absent, {row: 'code-all', contestant: 'squashfs', value: 7}]).flatMap(
		(claim) => claim.rows,
	);
	for (const {row, values} of rows) t.is(values.squashfs?.value, row.id === 'code-all' ? 7 : notMeasured);
});

test('evidence is a line of a log, and other lines are none', (t) => {
	const evidence: Evidence = {row: 'x', contestant: 'checkout', value: 'no', note: 'a\nb'};
	t.deepEqual(decodeEvidence(encodeEvidence(evidence)), evidence);
	t.false(encodeEvidence(evidence).includes('\n'));
	t.is(decodeEvidence('3 files'), undefined);
});

test('each claim has a name of its own, and only those that are asked are judged', (t) => {
	const names = claims.map(claimName);
	t.is(new Set(names).size, claims.length);
	for (const name of ['tampering-is-noticed', 'making', 'code']) t.true(names.includes(name), name);
	const asked = claims.filter((claim) => claimName(claim) === 'code');
	t.deepEqual(
		judged([], asked).map(({claim}) => claim),
		asked,
	);
});

test('what decides a claim is a file', (t) => {
	for (const claim of claims) t.true(existsSync(join(root, decidingFile(claim))), decidingFile(claim));
});

test('a terminal is told why something was not measured, once', (t) => {
	const text = textTable(
		judged(
			['code-all', 'code-least'].map(
				(row): Evidence => ({row, contestant: 'checkout', value: notMeasured, note: 'no source'}),
			),
		),
		120,
	);
	t.is(text.match(/not measured: checkout: no source/g)?.length, 1);
});

test('every row is of one claim', (t) => {
	const ids = claims.flatMap(({rows}) => rows.map(({id}) => id));
	t.is(new Set(ids).size, ids.length);
});
