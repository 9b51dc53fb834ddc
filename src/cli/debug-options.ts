import type {Command} from 'commander';
import {UsageError} from '../errors.ts';
import {waitForDebugger} from '../host/debugger.ts';
import type {Debugging} from '../host/debugging.ts';
import {shellAt} from '../host/looking.ts';
import type {SharedTerminal} from '../host/shared-terminal.ts';
import {shellTools} from '../host/shell-tools.ts';
import {collect, wholeNumber} from './options.ts';

export interface DebugFlags {
	readonly shellOnFail?: boolean;
	readonly keep?: boolean;
	readonly gdb?: boolean;
	readonly trace?: readonly string[];
	readonly dyndbg?: string | true;
	readonly memory?: number;
	readonly smp?: number;
}

export function withDebugging(command: Command): Command {
	return command
		.optionsGroup('Looking inside')
		.option(
			'--shell-on-fail',
			'on a terminal: a shell in the guest of a case that failed, before its clean-up',
		)
		.option(
			'--keep',
			'keep the guest of each case that failed, as it stood then: memory, mounts, disks; see shell --kept',
		)
		.option(
			'--gdb',
			'hold each case before its first step until gdb is attached; prints the line to start it with',
		)
		.option(
			'--trace <event>',
			"record an event of the kernel's tracer, such as composefs:* ; may be repeated",
			collect,
		)
		.option('--dyndbg [flags]', "switch on the module's debug messages (default flags: +p)");
}

/** What else a guest is made of. */
export function withMachine(command: Command): Command {
	return command
		.option('-m, --memory <MiB>', 'memory of a guest', wholeNumber(128, 65_536))
		.option('--smp <n>', 'CPUs of a guest', wholeNumber(1, 64));
}

export interface DebugSurroundings {
	readonly signal: AbortSignal;
	readonly terminal: SharedTerminal;
}

/** What the flags ask of a run. */
export async function debuggingOf(
	flags: DebugFlags,
	{signal, terminal}: DebugSurroundings,
): Promise<Debugging> {
	const {shellOnFail, keep, gdb, trace, dyndbg} = flags;
	if (shellOnFail && !(process.stdin.isTTY && process.stdout.isTTY))
		throw new UsageError('--shell-on-fail asks for a terminal, standard input or output is none', {
			remedy: 'Without one, `cfsbench shell SUITE/CASE -c COMMAND` looks into the guest of a case.',
		});
	const say = (line: string) => process.stderr.write(`${line}\n`);
	return {
		...(trace !== undefined && {trace}),
		...(dyndbg !== undefined && {dyndbg: dyndbg === true ? '+p' : dyndbg}),
		...(gdb && {onLoaded: waitForDebugger({say, signal})}),
		...((shellOnFail || keep) && {
			hold: 'failed' as const,
			tools: await shellTools(process.env.TERM ?? 'dumb'),
		}),
		...(keep && {keep}),
		...(shellOnFail && {onLook: shellAt({streams: process, signal, say, terminal})}),
	};
}
