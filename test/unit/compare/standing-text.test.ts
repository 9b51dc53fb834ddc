import test from 'ava';
import {trialNames} from '../../../src/bench/plan.ts';
import {claims} from '../../../src/compare/claims.ts';
import type {Evidence} from '../../../src/compare/evidence.ts';
import {judgeClaims} from '../../../src/compare/judge.ts';
import {alsoCounted, isOwed, standingText, timesText, whyNotRun} from '../../../src/compare/standing-text.ts';
import {judged, ofEach} from './_judged.ts';

for (const [times, text] of [
	[1 / 6, '0.17x'],
	[3, '3.00x'],
	[24.93, '25x'],
	[1 / 1036, '0.00097x'],
	[0.991, '0.99x'],
	[0.996, '0.996x'],
	[8992 / 8993, '0.9999x'],
	[1.0004, '1.0004x'],
] as const)
	test(`${times} is ${text}`, (t) => {
		t.is(timesText(times), text);
	});

test('a verdict says by how much, but of equal figures and of words', (t) => {
	t.is(standingText({verdict: 'won', times: 0.5}), 'won 0.50x');
	t.is(standingText({verdict: 'level', times: 1}), 'level');
	t.is(standingText({verdict: 'lost'}), 'lost');
});

test('of whom nothing was said is told for each row', (t) => {
	const said: Evidence[] = ofEach('pages', {composefs: 1}).filter(
		({contestant}) => contestant !== 'checkout',
	);
	const [first] = judged(said.map((one) => ({...one, row: 'shared-pages'}))).filter(({rows}) =>
		rows.some(({row}) => row.id === 'shared-pages'),
	);
	t.deepEqual(first && whyNotRun(first), [
		"pages of one tree's file that the other finds cached: nothing was said of checkout",
	]);
	t.true(first !== undefined && isOwed(first));
	for (const claim of judged([]))
		for (const why of whyNotRun(claim)) t.regex(why, /: nothing was said of anybody$/);
});

test('a claim whose case did not pass has one reason; who was not measured is no reason', (t) => {
	for (const claim of judgeClaims(new Map())) t.deepEqual(whyNotRun(claim), ['it did not begin']);
	const [claim] = judged(ofEach('shared-pages', {composefs: 9})).filter(({rows}) =>
		rows.some(({row}) => row.id === 'shared-pages'),
	);
	t.true(claim !== undefined && !isOwed(claim));
});

test('rows that the bench counts too name a trial of it, once for each trial of a claim', (t) => {
	const named = claims.flatMap(({rows}) => rows.flatMap(({trial}) => trial ?? []));
	t.true(named.length > 0);
	for (const trial of named) t.true((trialNames as readonly string[]).includes(trial), trial);
	const [first] = judged([]);
	t.deepEqual(first && alsoCounted(first), [
		'"until the first byte was read" is counted, too, by npm run vm:bench -- --trial mount',
		'"until nothing is left" is counted, too, by npm run vm:bench -- --trial walk',
	]);
});
