import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import type {CaseFinished, RunEvent} from '../../src/result/events.ts';
import {bench, suites} from './_bench.ts';

interface Expected {
	readonly kind: CaseFinished['outcome']['kind'];
	/** Of the reason, or of each failure with its source before it. */
	readonly says?: readonly RegExp[];
	/** Must be in the console that is kept. */
	readonly console?: RegExp;
}

const inModule = (name: string) =>
	new RegExp(`in ${name}\\+0x.*\\[bench_faults\\] \\(test/selftest/module/bench_faults\\.c:\\d+\\)$`);

/** Every case of the suite, and what the bench must make of it. */
const expected: Readonly<Record<string, Expected>> = {
	passes: {kind: 'passed'},
	'floods-the-console': {
		kind: 'passed',
		console: /\n\[\.\.\. \d{6,} bytes cut by composefs-bench \.\.\.\]\n/,
	},

	'fails-an-assertion': {
		kind: 'failed',
		says: [/^assertion: Expected values to be strictly equal:\n\n2 !== 3\n/],
	},
	'fails-a-comparison': {
		kind: 'failed',
		says: [/^assertion: Expected values to be strictly deep-equal:\n[\s\S]*\n\+ {5}2,\n- {5}4,\n/],
	},
	'fails-with-a-rejection': {kind: 'failed', says: [/^assertion: rejected on purpose$/]},
	'fails-where-nobody-catches': {kind: 'failed', says: [/^assertion: thrown where nobody catches$/]},
	'throws-no-error': {
		kind: 'failed',
		says: [/^assertion: the case threw "a string", which is not an Error$/],
	},
	taints: {kind: 'failed', says: [/^taint: the kernel was tainted with U \(requested by user space\)$/]},
	warns: {
		kind: 'failed',
		says: [/^splat: WARNING: .*fault_warn\+0x/],
		console: /bench_faults: asked to/,
	},
	'leaks-a-mount': {kind: 'failed', says: [/^leak: tmpfs is still mounted on \/mnt\/left$/]},
	'leaks-a-module-reference': {
		kind: 'failed',
		says: [/^leak: the module bench_faults is still held 1 times$/],
	},
	'leaks-memory': {
		kind: 'failed',
		says: [/^splat: .*bench_faults_leak.*(?:Objects remaining|Slab cache still has objects)/],
	},

	// The distribution's kernels have none; the debug kernel has.
	'forgets-memory': {kind: 'notrun', says: [/^the guest has no \/sys\/kernel\/debug\/kmemleak$/]},
	'is-notrun': {kind: 'notrun', says: [/^asked to$/]},
	'requires-what-is-absent': {kind: 'notrun', says: [/^the kernel has no module no_such_module$/]},

	oopses: {
		kind: 'crashed',
		says: [inModule('fault_oops')],
		console: /Kernel panic - not syncing: Fatal exception/,
	},
	'oopses-and-lives-on': {
		kind: 'crashed',
		says: [inModule('oops_thread')],
		console: /cfsbench: case ended: /,
	},
	panics: {kind: 'crashed', says: [/^Kernel panic - not syncing: bench_faults: asked to$/]},
	'warns-under-panic-on-warn': {
		kind: 'crashed',
		says: [/^Kernel panic - not syncing: .*panic_on_warn.*, after WARNING: .*fault_warn\+0x/],
	},
	'kills-the-agent': {kind: 'crashed', says: [/^the agent ended with status 137$/]},
	'ends-the-agent': {kind: 'crashed', says: [/^the agent ended with status 3$/]},

	'never-resolves': {kind: 'timedout', console: /sysrq: Show State/},
	'loops-for-ever': {kind: 'timedout', console: /Kernel panic - not syncing: NMI/},
	'hangs-the-kernel': {kind: 'timedout', console: /RIP: 0010:fault_hang\+0x/},
};

function words({outcome}: CaseFinished): readonly string[] {
	switch (outcome.kind) {
		case 'failed':
			return outcome.failures.map(({source, message}) => `${source}: ${message}`);
		case 'notrun':
		case 'crashed':
			return [outcome.reason];
		case 'passed':
		case 'timedout':
			return [];
	}
}

function only<Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type) {
	return events.filter((event): event is Extract<RunEvent, {type: Type}> => event.type === type);
}

/** Runs these cases and compares all that the run tells of them. */
async function checkOutcomes(t: ExecutionContext, isolation: 'snapshot' | 'boot', names: readonly string[]) {
	const selection = names.map((name) => `selftest/${name}`);
	const {code, events, output} = await bench([
		'run',
		'--suites',
		suites,
		'--isolation',
		isolation,
		...selection,
	]);
	t.is(code, 1, output);
	t.deepEqual(only(events, 'infra-error'), []);

	const finished = only(events, 'case-finished');
	t.deepEqual(
		Object.fromEntries(
			finished.map(({caseId, outcome}) => [caseId.replace('selftest/', ''), outcome.kind]).sort(),
		),
		Object.fromEntries(names.map((name) => [name, expected[name]?.kind]).sort()),
	);
	t.is(finished.length, names.length, 'a case ended more than once');

	for (const result of finished) {
		const wanted = expected[result.caseId.replace('selftest/', '')];
		const said = words(result);
		for (const pattern of wanted?.says ?? [])
			t.true(
				said.some((text) => pattern.test(text)),
				`${result.caseId} says ${said.join('; ')}`,
			);
		if (wanted?.console) t.regex(readFileSync(result.console.path, 'utf8'), wanted.console, result.caseId);
		t.is(result.console.cutBytes > 0, result.caseId === 'selftest/floods-the-console');
		t.is(
			result.rerun,
			`npm run vm:test -- --suites ${suites}${isolation === 'boot' ? ' --isolation boot' : ''} ${result.caseId}`,
		);
	}

	const [end] = only(events, 'run-finished');
	const count = (kind: Expected['kind']) => names.filter((name) => expected[name]?.kind === kind).length;
	const counts = {
		passed: count('passed'),
		failed: count('failed'),
		notrun: count('notrun'),
		crashed: count('crashed'),
		timedout: count('timedout'),
	};
	t.like(end, {counts, unjudged: [], exitCode: 1});
	const {passed, failed, notrun, crashed, timedout} = counts;
	const last = `${passed} passed, ${failed + crashed + timedout} failed`;
	t.regex(
		output,
		new RegExp(`\\n${notrun} notrun, ${crashed} crashed, ${timedout} timedout, [\\d.]+ s\\n${last}\\n$`),
	);
	t.regex(output, /\n {14}at test\/selftest\/suites\/selftest\/fails-an-assertion\.ts:7:5\n/);
}

test.serial('every case gets its exact outcome, each in a restored guest', async (t) => {
	t.timeout(600_000);
	await checkOutcomes(t, 'snapshot', Object.keys(expected));
});

test.serial(
	'cases get their exact outcome when they share a boot, and those after a crash run on',
	async (t) => {
		t.timeout(600_000);
		// A reboot after nearly every case takes its time: one of each way to end.
		await checkOutcomes(t, 'boot', [
			'fails-an-assertion',
			'is-notrun',
			'kills-the-agent',
			'leaks-a-mount',
			'loops-for-ever',
			'oopses',
			'passes',
			'warns',
		]);
	},
);
