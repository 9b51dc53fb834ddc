import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {recordedFile} from '../../result/_recorded.ts';

const replay = fileURLToPath(import.meta.resolve('./_replay.ts'));

/** What a terminal gets to see: util-linux' `script` is the terminal. */
function onTerminal(kind: string, env: Record<string, string> = {}): string {
	const command = [process.execPath, '--import', 'tsx', replay, recordedFile, kind].join(' ');
	return execFileSync('script', ['-qec', command, '/dev/null'], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {PATH: process.env.PATH, TERM: 'xterm', ...env},
	});
}

test('a person at a terminal gets colors and a line that changes, and no KTAP', (t) => {
	const seen = onTerminal('human');

	t.true(seen.includes('\r\u001b[K'));
	t.true(seen.includes('\u001b[32mpassed'));
	t.true(seen.includes('1 passed, 4 failed'));
	t.notRegex(seen, /^(?:not )?ok \d|KTAP/m);
});

test('with --tap a terminal gets KTAP alone: no colors, no line that changes, no text for people', (t) => {
	const lines = onTerminal('tap').replaceAll('\r\n', '\n').trimEnd().split('\n');

	t.is(lines[0], 'KTAP version 1');
	for (const line of lines.slice(1)) t.regex(line, /^(?:# .*|#|1\.\.6|(?:not )?ok \d selftest\/.*)$/);
	t.false(lines.join('\n').includes('\u001b'));
	t.false(lines.join('\n').includes('\r'));
});

test('on GitHub the runner obeys nothing between start and end, and then the annotations', (t) => {
	const lines = onTerminal('human', {GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: '/checkout'})
		.replaceAll('\r\n', '\n')
		.split('\n');

	const [, token] = /^::stop-commands::([0-9a-f]{32})$/.exec(lines[0] ?? '') ?? [];
	t.truthy(token);
	const end = lines.indexOf(`::${token}::`);
	t.true(lines.slice(1, end).some((line) => line.includes('1 passed, 4 failed')));
	const after = lines.slice(end + 1).filter(Boolean);
	t.is(after.length, 5);
	t.true(after.every((line) => line.startsWith('::error file=test/selftest/suites/selftest/')));
});
