import test from 'ava';
import {encodeHtml} from '../../../src/result/html.ts';
import {ended, finished, hostile, hostileRun, recorded, recordOf, started, xmlFaults} from './_recorded.ts';

const none = new Map<string, string>();

/** What the page would fetch or run. */
const reaching =
	/<(?:script|img|link|iframe|object|embed|base|form)\b|\bon\w+=|(?:src|href)="(?!#)|url\(|@import/i;

test('a recorded run is a well-formed page that reaches for nothing', async (t) => {
	const page = encodeHtml(recordOf(recorded()), none);

	t.deepEqual(await xmlFaults(page), []);
	t.notRegex(page.replaceAll(/<pre[\s\S]*?<\/pre>/g, ''), reaching);
	t.regex(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
	t.true(page.includes('<h1>5 of 6 cases went wrong</h1>'));
	t.is(page.match(/<section class="failure/g)?.length, 5);
	t.true(page.includes('at test/selftest/suites/selftest/fails-an-assertion.ts:7:5'));
	t.true(page.includes('prefers-color-scheme: dark'));
	t.true(page.includes('width=device-width'));
});

test('hostile strings stay strings, in every place', async (t) => {
	const record = recordOf(hostileRun());
	const page = encodeHtml(record, new Map(record.cases.map(({id}) => [id, hostile])));

	t.deepEqual(await xmlFaults(page), []);
	t.notRegex(page, /<(?:script|img|iframe)/);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: none shall be left
	t.notRegex(page, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
	t.is(page.match(/<\/style>/g)?.length, 1);
	t.is(page.match(/<\/html>/g)?.length, 1);
});

test('a failure has its console and its splat side by side', (t) => {
	const lines = ['WARNING: x', 'Call Trace:'];
	const page = encodeHtml(
		recordOf([
			started('s/a'),
			finished(
				's/a',
				{kind: 'failed', failures: [{source: 'splat', message: 'WARNING: x'}]},
				{console: {path: '/c', lines, cutBytes: 0}, rerun: 'npm run vm:test -- s/a'},
			),
			ended(),
		]),
		new Map([['s/a', 'disks\n[ 1.0] cfsbench: case starts: s/a\n[ 1.1] <WARNING>\n']]),
	);

	const evidence = page.slice(page.indexOf('<div class="evidence">'));
	t.true(
		evidence.includes('<h4>console while the case ran</h4><pre tabindex="0">[ 1.0] cfsbench: case starts'),
	);
	t.true(evidence.includes('[ 1.1] &lt;WARNING&gt;</pre>'));
	t.true(evidence.includes('<h4>kernel splat</h4><pre tabindex="0">WARNING: x\nCall Trace:</pre>'));
	t.true(page.includes('<code>npm run vm:test -- s/a</code>'));
	t.false(page.includes('disks'));
});

test('a flood of a console is cut in its middle, and says so', (t) => {
	const flood = `first\n${'x'.repeat(200_000)}\nlast`;
	const page = encodeHtml(
		recordOf([started('s/a'), finished('s/a', {kind: 'crashed', reason: 'gone'}), ended()]),
		new Map([['s/a', flood]]),
	);

	t.true(page.length < 80_000);
	t.regex(page, /first\n[\s\S]*characters are only in console\.log[\s\S]*\nlast</);
});

test('the timeline has a lane for each guest at a time, and leads to the cases', (t) => {
	const page = encodeHtml(
		recordOf([
			started('s/a', 's/b', 's/c'),
			{type: 'case-started', caseId: 's/a', again: false, guest: 1},
			{type: 'case-started', caseId: 's/b', again: false, guest: 2},
			finished('s/a', {kind: 'passed'}, {readyMs: 10}),
			{type: 'case-started', caseId: 's/c', again: false, guest: 1},
			finished('s/b', {kind: 'passed'}),
			finished('s/c', {kind: 'timedout', deadlineMs: 1}),
			ended(),
		]),
		none,
	);

	t.deepEqual(page.match(/<li>guest \d<\/li>/g), ['<li>guest 1</li>', '<li>guest 2</li>']);
	t.is(page.match(/<a href="#case-\d"><rect/g)?.length, 3);
	t.is(page.match(/<rect class="ready"/g)?.length, 1);
	for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) t.true(page.includes(`id="${id}"`));
});

test('a run that never started says why', async (t) => {
	const page = encodeHtml(recordOf([ended(['s/a'], 'the kernel <x> is not to be had')]), none);

	t.deepEqual(await xmlFaults(page), []);
	t.true(page.includes('<h1>The run ended early</h1>'));
	t.true(page.includes('Ended early: the kernel &lt;x&gt; is not to be had'));
});
