import test from 'ava';
import {onTerminal} from './_on-terminal.ts';

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
			{send: 'heard\r'},
			{expect: 'heard\nheard\n'},
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
