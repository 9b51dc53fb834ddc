import test from 'ava';
import {
	isGood,
	markdownReport,
	summaryLines,
	unnamedCases,
	verdictLines,
} from '../../../src/mutants/report.ts';
import type {Outcome, Verdict} from '../../../src/mutants/run.ts';

const mutant = {id: 'p/m', breaks: 'what', file: 'a.c', find: 'x', replace: 'y', cases: ['s/a']};
const verdict = (caughtBy: string[], missedBy: string[] = []): Verdict => ({
	mutant,
	caughtBy,
	missedBy,
	ms: 1500,
});
const outcome = (verdicts: Verdict[], quick: string[] = []): Outcome => ({
	verdicts,
	quick,
	environment: {kernel: '6.12', accelerator: 'tcg'},
});

test('a line says who noticed, or that nobody did', (t) => {
	t.deepEqual(verdictLines(verdict(['s/a'])), ['caught    p/m  by s/a  (1.5 s)']);
	t.deepEqual(verdictLines(verdict(['s/a', 's/b', 's/c', 's/d'])), [
		'caught    p/m  by s/a, s/b, s/c and 1 more  (1.5 s)',
	]);
	t.deepEqual(verdictLines(verdict([], ['s/a'])), [
		'survived  p/m  (what; 1.5 s)',
		'          s/a is said to notice p/m, and did not',
	]);
});

test('it is good when all were noticed as said', (t) => {
	t.true(isGood(outcome([verdict(['s/a'])])));
	t.false(isGood(outcome([verdict(['s/b'], ['s/a'])])));
	t.false(isGood(outcome([verdict([])])));
	t.is(
		summaryLines(outcome([verdict(['s/a']), verdict([], ['s/a'])])).at(-1),
		'1 caught, 1 survived, 1 not noticed as said',
	);
});

test('a mutant that breaks the driver as a whole names no quick case', (t) => {
	const quick = ['s/a', 's/b', 's/c', 's/d'];
	t.deepEqual(unnamedCases(outcome([verdict(['s/a'])], quick)), ['s/b', 's/c', 's/d']);
	t.deepEqual(unnamedCases(outcome([verdict(['s/a', 's/b'])], quick)), quick);
	const lines = summaryLines(outcome([verdict(['s/a'])], quick));
	t.true(lines.includes('no mutant makes s/d fail'));
	t.true(lines.includes('1 of 4 quick cases notice a mutant'));
});

test('the record has a row for each mutant and each quick case', (t) => {
	const text = markdownReport(outcome([verdict(['s/a']), verdict([])], ['s/a', 's/b']));
	t.regex(text, /^Kernel 6\.12, tcg\.\n/);
	t.true(text.includes('| p/m | what | s/a |'));
	t.true(text.includes('| p/m | what | **nobody** |'));
	t.true(text.includes('| s/a | 1 |\n| s/b | **none** |'));
});
