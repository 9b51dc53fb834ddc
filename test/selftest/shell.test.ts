import {execFile} from 'node:child_process';
import {join} from 'node:path';
import test from 'ava';
import {root} from './_bench.ts';

type Step = {readonly expect: string} | {readonly send: string} | {readonly size: readonly [number, number]};

/** Plays a script to `cfsbench ARGS` on a pseudo-terminal. */
function onTerminal(
	args: readonly string[],
	script: readonly Step[],
): Promise<{code: number; output: string}> {
	const words = [join(import.meta.dirname, '_terminal.py'), JSON.stringify(script)];
	const bench = [process.execPath, '--import', 'tsx', 'src/cli.ts', ...args];
	return new Promise((resolve) =>
		execFile(
			'python3',
			[...words, ...bench],
			{cwd: root, encoding: 'utf8', maxBuffer: 2 ** 24, env: {...process.env, TERM: 'xterm'}},
			(error, stdout) => resolve({code: Number(error?.code ?? 0), output: stdout}),
		),
	);
}

test.serial('a shell in the guest has a real terminal', async (t) => {
	const {code, output} = await onTerminal(
		['shell'],
		[
			{expect: 'mounted'},
			{expect: 'guest:'},
			{send: 'grep -c composefs /proc/mounts; cat /sys/module/composefs/initstate; stty size; tty\r'},
			{expect: '1\nlive\n30 100\n/dev/pts/0\n'},
			{expect: '# '},
			// A changed window is told, and Ctrl-C reaches what runs in the guest, not the bench.
			{size: [40, 132]},
			{send: 'stty size; cat\r'},
			{expect: '40 132\n'},
			// Before cat has the terminal, Ctrl-C would reach the shell alone: its echo and its output say that it has.
			{send: 'in cat\r'},
			{expect: 'in cat\nin cat\n'},
			{send: '\u0003'},
			{expect: '# '},
			{send: 'echo status $?\r'},
			{expect: 'status 130'},
			{send: 'exit 5\r'},
		],
	);
	t.is(code, 5, output);
});

test.serial('Ctrl-] leaves a shell that something keeps busy', async (t) => {
	const {code, output} = await onTerminal(
		['shell'],
		[
			{expect: 'guest:'},
			{send: "trap '' HUP INT; echo tr''apped; cat\r"},
			{expect: 'trapped'},
			{send: '\u001d'},
		],
	);
	t.is(code, 0, output);
});

test.serial('a shell whose guest dies ends with the splat', async (t) => {
	const {code, output} = await onTerminal(
		['shell'],
		[{expect: 'guest:'}, {send: 'echo c >/proc/sysrq-trigger\r'}, {expect: 'The guest is gone'}],
	);
	t.is(code, 1, output);
	t.regex(output, /sysrq triggered crash/);
});
