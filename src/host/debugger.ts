import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {InfraError} from '../errors.ts';
import type {Instance, Kernel} from '../vm/interfaces.ts';

const pollMs = 200;

export interface LoadedModule {
	readonly name: string;
	/** With debug information. */
	readonly debugPath: string | undefined;
	/** Section name to address, as in /sys/module/NAME/sections. */
	readonly sections: Readonly<Record<string, string>>;
}

export interface DebuggerGuest {
	readonly instance: Instance;
	readonly kernel: Kernel;
	readonly caseId: string;
	/** Where the guest's socket may lie. */
	readonly directory: string;
	readonly module: LoadedModule | undefined;
}

/** Prints how to attach gdb to a guest, and waits until it is attached and has let the guest go on. */
export function waitForDebugger({
	say,
	signal,
}: {
	readonly say: (line: string) => void;
	readonly signal: AbortSignal;
}): (guest: DebuggerGuest) => Promise<void> {
	return async ({instance, kernel, caseId, directory, module}) => {
		const socket = join(directory, 'gdb.sock');
		const answer = await instance.qmp('human-monitor-command', {
			'command-line': `gdbserver unix:${socket},server=on,wait=off`,
		});
		if (!existsSync(socket)) throw new InfraError(`QEMU opened no gdb socket: ${String(answer).trim()}`);

		say(
			`${caseId} waits before its first step, ${module === undefined ? 'without a module' : `${module.name} is loaded`}.`,
		);
		say('Attach, set breakpoints (hbreak in code that is not loaded yet), then "continue":');
		say(`  ${gdbLine(socket, kernel, module)}`);
		await until(instance, signal, (running) => !running);
		await until(instance, signal, (running) => running);
	};
}

/** The command that attaches gdb, with all the symbols that there are. Pure, but for a look at what files there are. */
export function gdbLine(socket: string, kernel: Kernel, module: LoadedModule | undefined): string {
	const vmlinux = join(kernel.headers, 'vmlinux');
	const words = ['gdb', ...(existsSync(vmlinux) ? [vmlinux] : [])];
	words.push('-ex', `'target remote ${socket}'`);
	if (module?.debugPath !== undefined) {
		const {'.text': text, ...others} = module.sections;
		const rest = Object.entries(others).map(([name, address]) => `-s ${name} ${address}`);
		words.push('-ex', `'add-symbol-file ${[module.debugPath, text ?? '0', ...rest].join(' ')}'`);
	}
	return words.join(' ');
}

async function until(
	instance: Instance,
	signal: AbortSignal,
	wanted: (running: boolean) => boolean,
): Promise<void> {
	for (;;) {
		signal.throwIfAborted();
		const {running} = (await instance.qmp('query-status')) as {readonly running: boolean};
		if (wanted(running)) return;
		await sleep(pollMs, undefined, {signal});
	}
}
