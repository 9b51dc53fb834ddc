import test from 'ava';
import {encodeAnnotations, encodeStepSummary} from '../../../src/result/github.ts';
import {ended, finished, hostileRun, recorded, recordOf, started, xmlFaults} from './_recorded.ts';

const options = {lineOf: () => 4, pathOf: (file: string) => file.replace(/^\/(?:checkout|p)\//, '')};

test('each bad case of a recorded run is annotated in its own file', (t) => {
	const lines = encodeAnnotations(recordOf(recorded()), options);

	t.is(lines.length, 5);
	t.is(
		lines[0],
		'::error file=test/selftest/suites/selftest/fails-an-assertion.ts,line=7,col=5,title=selftest/fails-an-assertion failed::assertion: Expected values to be strictly equal:%0A%0A2 !== 3',
	);
	t.regex(
		lines.join('\n'),
		/^::error file=test\/selftest\/suites\/selftest\/oopses\.ts,line=4,title=selftest\/oopses crashed::BUG: kernel NULL pointer dereference, address/m,
	);
});

test('hostile strings make no second command', (t) => {
	const lines = encodeAnnotations(recordOf(hostileRun()), options);

	t.is(lines.length, 6);
	for (const line of lines) {
		t.notRegex(line, /\p{Cc}/u);
		t.regex(line, /^::(?:error|warning) (?:[a-z]+=[^:,]*,?)+::/);
	}
});

test('what came over the bench itself is told: a run that ended early, an infra error, a flaky case', (t) => {
	const lines = encodeAnnotations(
		recordOf([
			started('s/a', 's/b'),
			{type: 'infra-error', caseId: 's/a', message: 'QEMU was killed', retried: false},
			finished('s/a', {kind: 'passed'}, {note: 'flaky: 1 of 2', annotation: {kind: 'flaky'}}),
			ended(['s/b'], 'cancelled'),
		]),
		options,
	);

	t.deepEqual(lines, [
		'::warning title=infra error during s/a::QEMU was killed',
		'::warning title=s/a is flaky::flaky: 1 of 2',
		'::error title=the run ended early::cancelled',
	]);
});

test('the summary counts, and shows each bad case', (t) => {
	const summary = encodeStepSummary(recordOf(recorded()));

	t.regex(summary, /^## ❌ composefs-bench: cases failed\n/);
	t.true(summary.includes('\n| 6 | 1 | 2 | 1 | 1 | 1 | 27 s |\n'));
	t.is(summary.match(/^<details>/gm)?.length, 5);
	t.true(summary.includes('bench_faults: asked to\nWARNING: CPU: 0'));
});

test('hostile strings break out of neither markup nor markdown', async (t) => {
	const summary = encodeStepSummary(recordOf(hostileRun()));

	t.is(summary.match(/^<details>/gm)?.length, 4);
	// Whatever is no markup of ours is in <pre>, <code> or <summary>, escaped: all markup is balanced.
	t.deepEqual(await xmlFaults(`<x>${summary}</x>`), []);
	const outside = summary.replaceAll(/<(pre|code|summary)>[\s\S]*?<\/\1>/g, '');
	t.notRegex(outside.replaceAll(/^<p>.*<\/p>$/gm, ''), /::|```|~~~/);
});

test('a summary stays below what GitHub takes', (t) => {
	const ids = Array.from({length: 1500}, (_, index) => `s/${index}`);
	const reason = `${'y'.repeat(3000)}\n`.repeat(30);
	const summary = encodeStepSummary(
		recordOf([started(...ids), ...ids.map((id) => finished(id, {kind: 'crashed', reason})), ended()]),
	);

	t.true(Buffer.byteLength(summary) < 1024 * 1024);
	t.regex(summary, /… and \d+ more: see the run's report\.html\.\n$/m);
});

test('a good run says so', (t) => {
	const summary = encodeStepSummary(recordOf([started('s/a'), finished('s/a', {kind: 'passed'}), ended()]));
	t.regex(summary, /^## ✅ composefs-bench: every case ended as allowed\n/);
});
