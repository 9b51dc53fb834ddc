import test from 'ava';
import {bench, suites} from './_bench.ts';
import {onTerminal} from './_on-terminal.ts';

const run = (...cases: readonly string[]) => ['run', '--suites', suites, ...cases, '--shell-on-fail'];

test.serial('each case that failed gets a shell before its clean-up, one at a time', async (t) => {
	const ask = [
		{expect: 'A shell in the guest, before selftest/fails-'},
		{expect: 'guest:'},
		{send: 'tty; cat\r'},
		{expect: '/dev/pts/0\n'},
		// Its echo and its output say that cat has the terminal, which Ctrl-C goes to.
		{send: 'heard\r'},
		{expect: 'heard\nheard\n'},
		{send: '\u0003'},
		{expect: '# '},
		{send: 'echo status $?\r'},
		{expect: 'status 130'},
	];
	const {code, output} = await onTerminal(
		run(
			'selftest/fails-an-assertion',
			'selftest/fails-a-comparison',
			'selftest/passes',
			'selftest/panics',
			'--jobs',
			'2',
		),
		[...ask, {send: 'exit\r'}, ...ask, {send: '\u001d'}, {expect: '1 passed, 3 failed'}],
	);
	t.is(code, 1, output);
	// What a shell mounts for its terminal is not the case's leak.
	t.notRegex(output, /leak:|shell in the guest, before selftest\/passes/);
	t.regex(output, /selftest\/panics: .*panic.*\r*\n(?:.*\r*\n)*?No shell: the guest is gone\./i);
});

test.serial('a case that passes while the kernel warns is held before its clean-up', async (t) => {
	const {code, output} = await onTerminal(run('selftest/warns'), [
		{expect: 'selftest/warns: the kernel complained (taint W)'},
		{expect: 'before selftest/warns is cleaned up'},
		{expect: 'guest:'},
		{send: 'cat /sys/module/bench_faults/initstate; exit\r'},
		{expect: 'live\n'},
		{expect: 'splat: WARNING'},
	]);
	t.is(code, 1, output);
});

test.serial('a shell on failure without a terminal is a usage error that says what to do', async (t) => {
	const {code, output} = await bench(run('selftest/fails-an-assertion'));
	t.is(code, 2, output);
	t.regex(output, /--shell-on-fail asks for a terminal/);
	t.regex(output, /cfsbench shell SUITE\/CASE -c COMMAND/);
});
