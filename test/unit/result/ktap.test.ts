import test from 'ava';
import {Parser} from 'tap-parser';
import type {RunEvent} from '../../../src/result/events.ts';
import {KtapEncoder} from '../../../src/result/ktap.ts';
import {ended, finished, hostileRun, recorded, started} from './_recorded.ts';

function ktap(events: readonly RunEvent[]): string {
	const encoder = new KtapEncoder();
	return events.map((event) => encoder.encode(event)).join('');
}

/** What tap-parser makes of it, its subtests and YAML included. KTAP's first line is no TAP: all else must be. */
function parse(text: string) {
	const parser = new Parser({strict: true});
	const results: {ok: boolean; name: string; skip: string | boolean; todo: string | boolean}[] = [];
	const odd: string[] = [];
	let bailout: string | undefined;
	parser.on('assert', ({ok, name, skip = false, todo = false}) => results.push({ok, name, skip, todo}));
	parser.on('child', () => odd.push('child'));
	parser.on('extra', (line: string) => odd.push(line));
	parser.on('bailout', (why: string) => {
		bailout = why;
	});
	const [head, ...rest] = text.split('\n');
	parser.end(rest.join('\n'));
	return {head, results, odd, bailout, final: parser.results};
}

test('a TAP parser reads a recorded run', (t) => {
	const {head, results, odd, final} = parse(ktap(recorded()));

	t.is(head, 'KTAP version 1');
	t.deepEqual(odd, []);
	t.is(final?.plan.end, 6);
	t.is(final?.count, 6);
	t.is(final?.pass, 1);
	t.false(final?.ok);
	t.deepEqual(
		results.map(({ok, name}) => `${ok ? 'ok' : 'not ok'} ${name.replace(/ # ([A-Z]+) .*/, ' $1')}`).sort(),
		[
			'not ok selftest/fails-an-assertion',
			'not ok selftest/is-notrun',
			'not ok selftest/loops-for-ever TIMEOUT',
			'not ok selftest/oopses ERROR',
			'not ok selftest/warns',
			'ok selftest/passes',
		],
	);
});

test('the diagnostics of a case stand before its line', (t) => {
	const lines = ktap(recorded()).split('\n');
	const at = lines.findIndex((line) => line.endsWith(' selftest/fails-an-assertion'));

	t.true(lines.slice(0, at).includes('# at test/selftest/suites/selftest/fails-an-assertion.ts:7:5'));
	t.true(lines.slice(0, at).includes('#     2 !== 3'));
	t.true(
		lines.includes(
			'# | WARNING: CPU: 0 PID: 133 at test/selftest/module/bench_faults.c:47 fault_warn+0x15/0x20 [bench_faults]',
		),
	);
});

test('an allowed notrun is SKIP with its reason, another is not ok', (t) => {
	const outcome = {kind: 'notrun', reason: 'no\nbtrfs'} as const;
	const text = ktap([
		started('s/a', 's/b'),
		finished('s/a', outcome),
		finished('s/b', outcome, {notAllowed: true}),
		ended(),
	]);

	t.true(text.includes('\nok 1 s/a # SKIP no btrfs\n'));
	t.true(text.includes('\nnot ok 2 s/b\n'));
	t.is(parse(text).results[0]?.skip, 'no btrfs');
	t.false(parse(text).final?.ok);
});

test('hostile strings neither plan, nor pass, nor nest, nor bail out', (t) => {
	const text = ktap(hostileRun());
	const {results, odd, bailout, final} = parse(text);

	t.is(results.length, 6);
	t.deepEqual(
		results.map(({ok}) => ok),
		[false, true, false, false, false, false],
	);
	t.true(results.every(({todo}) => todo === false));
	t.deepEqual(odd, []);
	t.is(bailout, undefined);
	t.is(final?.plan.end, 6);
	t.notRegex(text, /^# Subtest/m);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal must not obey it
	t.notRegex(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('cases that were not judged are not ok', (t) => {
	const text = ktap([started('s/a', 's/b'), finished('s/a', {kind: 'passed'}), ended(['s/b'], 'cancelled')]);

	t.true(text.includes('\nnot ok 2 s/b # ERROR not judged: cancelled\n'));
	t.is(parse(text).final?.fail, 1);
});

test('a run that never started bails out', (t) => {
	const {bailout, final} = parse(ktap([ended(['s/a'], 'no\nkernel')]));

	t.is(bailout, 'no kernel');
	t.false(final?.ok);
});
