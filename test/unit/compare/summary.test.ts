import test from 'ava';
import type {Claim, Row} from '../../../src/compare/claims.ts';
import type {Evidence} from '../../../src/compare/evidence.ts';
import {judgeClaims} from '../../../src/compare/judge.ts';
import {summarize, summaryLines} from '../../../src/compare/summary.ts';
import {judged, ofEach} from './_judged.ts';

const row = (id: string, better: Row['better'] = 'less'): Row => ({
	id,
	title: `the ${id}`,
	unit: 'KiB',
	better,
});
const claim = (name: string, ...rows: readonly Row[]): Claim => ({
	title: name,
	said: '',
	cites: [],
	decidedBy: `claims/${name}`,
	rows,
});

const decided = claim(
	'decided',
	row('far'),
	row('near'),
	row('behind'),
	row('same'),
	row('told', 'none'),
	row('alone'),
);
const evidence: readonly Evidence[] = [
	...ofEach('far', {composefs: 1, 'erofs+overlayfs': 6, checkout: 1}),
	...ofEach('near', {composefs: 99, 'erofs+overlayfs': 100}),
	...ofEach('behind', {composefs: 104, 'erofs+overlayfs': 100}),
	...ofEach('same', {composefs: 7, 'erofs+overlayfs': 7, squashfs: 3}),
	...ofEach('told', {composefs: 7}),
	...ofEach('alone', {composefs: 7}),
];

test('rows are counted against all and against the one rival, and what is narrow is told', (t) => {
	const summary = summarize(judged(evidence, [decided]));
	t.deepEqual(summary, {
		rows: 6,
		toAll: {won: 1, level: 1, lost: 2, undecided: 1, told: 1, 'not run': 0},
		toErofsOverlay: {won: 2, level: 1, lost: 1, undecided: 1, told: 1, 'not run': 0},
		narrow: {won: 1, lost: 1},
		notRun: [],
	});
	t.deepEqual(summaryLines(summary), [
		'Against EROFS + overlayfs alone composefs wins 2, is level in 1, and loses 1; 1 of the won and 1 of the lost by less than 5 %.',
		'Against the best of all others it wins 1, is level in 1, and loses 2.',
		'These are 6 rows: 1 are told, since nobody can win them; in 1 EROFS + overlayfs was not measured.',
	]);
});

test('what did not pass is named, with why, and counted as not run', (t) => {
	const broken = claim('broken', row('x'), row('y'));
	const heard = new Map([
		['claims/decided', {outcome: {kind: 'passed'}, evidence} as const],
		[
			'claims/broken',
			{outcome: {kind: 'crashed', reason: 'BUG: z'}, evidence: ofEach('x', {composefs: 1})} as const,
		],
	]);
	const summary = summarize(judgeClaims(heard, [decided, broken]));
	t.is(summary.rows, 8);
	t.is(summary.toAll['not run'], 2);
	t.is(summary.toErofsOverlay.won, 2);
	t.is(summaryLines(summary).at(-1), 'Not run: broken: crashed: BUG: z.');
});
