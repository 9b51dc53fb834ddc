import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {root} from './_bench.ts';

type Step = {readonly expect: string} | {readonly send: string} | {readonly size: readonly [number, number]};

/** Plays a script to `cfsbench ARGS` on a pseudo-terminal. */
export function onTerminal(
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
