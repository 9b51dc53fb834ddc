import test from 'ava';
import {humanReport} from '../../../src/host/human-report.ts';
import type {CaseFinished, RunEvent} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';
import {listed} from './_listed.ts';

const started: RunEvent = {
	type: 'run-started',
	runId: '1',
	directory: '/p/runs/1',
	kernel: {name: 'linux-image-x', version: '6.12-1', release: '6.12-cloud'},
	accelerator: {name: 'tcg', reason: 'no KVM here', timeScale: 12},
	isolation: 'snapshot',
	jobs: 2,
	cases: [listed('s/a'), listed('s/b')],
};

function finished(outcome: Outcome, more: Partial<CaseFinished> = {}): RunEvent {
	const console = {path: '/p/runs/1/cases/s/a/console.log', lines: [], cutBytes: 0};
	return {
		type: 'case-finished',
		caseId: 's/a',
		outcome,
		ms: 120,
		console,
		log: [],
		rerun: 'npm run vm:test -- s/a',
		...more,
	};
}

function report(...events: readonly RunEvent[]): readonly string[] {
	const lines: string[] = [];
	const listener = humanReport({line: (text) => lines.push(...text.split('\n')), color: false}, '/p');
	for (const event of events) listener(event);
	return lines;
}

test('says what runs on what, and why', (t) => {
	t.deepEqual(report(started), [
		'kernel       6.12-cloud (linux-image-x 6.12-1)',
		'accelerator  tcg: no KVM here',
		'isolation    snapshot, 2 guests side by side',
		'cases        2',
		'artifacts    runs/1',
		'',
	]);
});

test('says when the guests are those of virtme-ng', (t) => {
	const lines = report({...started, isolation: 'boot', runner: 'vng'});
	t.is(lines[2], 'isolation    boot, 2 guests side by side, of virtme-ng');
});

test('a passed case is one line', (t) => {
	t.deepEqual(report(finished({kind: 'passed'})), ['passed    s/a  0.12 s']);
});

test('a failure shows its assertion, its line, the console and how to run it again', (t) => {
	const stack =
		'Error: no\n    at CaseContext.is (src/guest/context.ts:9:1)\n    at Object.run (test/suites/s/a.ts:7:5)';
	const outcome: Outcome = {kind: 'failed', failures: [{source: 'assertion', message: 'no', stack}]};
	const console = {path: '/p/runs/1/cases/s/a/console.log', lines: ['WARNING: x'], cutBytes: 0};

	t.deepEqual(report(finished(outcome, {console, log: ['so far']})), [
		'failed    s/a  0.12 s',
		'          assertion: no',
		'              at test/suites/s/a.ts:7:5',
		'          log: so far',
		'          | WARNING: x',
		'          console: runs/1/cases/s/a/console.log',
		'          rerun: npm run vm:test -- s/a',
		'',
	]);
});

test('an allowed notrun is one line with its reason; another is a failure', (t) => {
	const outcome: Outcome = {kind: 'notrun', reason: 'no btrfs'};

	t.deepEqual(report(finished(outcome)), ['notrun    s/a  0.12 s  (no btrfs)']);
	t.regex(
		report(finished(outcome, {notAllowed: true}))[0] ?? '',
		/no btrfs; not in test\/notrun-allowed\.json/,
	);
	t.true(report(finished(outcome, {notAllowed: true})).some((line) => line.includes('rerun:')));
});

test('says that a flood was cut', (t) => {
	const console = {path: '/c', lines: [], cutBytes: 42};
	t.deepEqual(report(finished({kind: 'passed'}, {console})), [
		'passed    s/a  0.12 s  (console log cut by 42 bytes)',
	]);
});

test('ends with the two numbers that count, crashed and timed out among the failed', (t) => {
	const counts = {passed: 5, failed: 1, notrun: 2, crashed: 3, timedout: 4};
	const lines = report({type: 'run-finished', counts, unjudged: [], exitCode: 1, ms: 12_000});

	t.deepEqual(lines, ['', '2 notrun, 3 crashed, 4 timedout, 12 s', '5 passed, 8 failed']);
});

test('names the page of the run before its numbers', (t) => {
	const counts = {passed: 2, failed: 0, notrun: 0, crashed: 0, timedout: 0};
	const lines = report(started, {type: 'run-finished', counts, unjudged: [], exitCode: 0, ms: 12_000});

	t.deepEqual(lines.slice(-4), [
		'',
		'page         runs/1/report.html',
		'0 notrun, 0 crashed, 0 timedout, 12 s',
		'2 passed, 0 failed',
	]);
});

test('says how many were not judged, and why', (t) => {
	const counts = {passed: 0, failed: 0, notrun: 0, crashed: 0, timedout: 0};
	const lines = report({
		type: 'run-finished',
		counts,
		unjudged: ['s/a'],
		exitCode: 130,
		ended: 'cancelled by SIGINT',
		ms: 1,
	});

	t.true(lines.includes('1 not judged: cancelled by SIGINT'));
	t.is(lines.at(-1), '0 passed, 0 failed');
});

test('our own faults are told apart from the cases', (t) => {
	const [line] = report({type: 'infra-error', caseId: 's/a', message: 'QEMU was killed', retried: false});
	t.is(line, 'infra     s/a: QEMU was killed; trying once more');
});
