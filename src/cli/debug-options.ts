import type {Command} from 'commander';
import {waitForDebugger} from '../host/debugger.ts';
import type {Debugging} from '../host/debugging.ts';
import {collect, wholeNumber} from './options.ts';

export interface DebugFlags {
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
}

/** What the flags ask of a run. */
export async function debuggingOf(flags: DebugFlags, {signal}: DebugSurroundings): Promise<Debugging> {
	const {gdb, trace, dyndbg} = flags;
	const say = (line: string) => process.stderr.write(`${line}\n`);
	return {
		...(trace !== undefined && {trace}),
		...(dyndbg !== undefined && {dyndbg: dyndbg === true ? '+p' : dyndbg}),
		...(gdb && {onLoaded: waitForDebugger({say, signal})}),
	};
}
