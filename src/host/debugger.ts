import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import type {Instance, Kernel} from '../vm/interfaces.ts';
import {runTool} from '../vm/tool.ts';

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
		const released = attachedAndReleased(instance, signal);
		// Awaited only below, when it may long have failed.
		released.catch(() => {});
		const answer = await instance.qmp('human-monitor-command', {
			'command-line': `gdbserver unix:${socket},server=on,wait=off`,
		});
		if (!existsSync(socket)) throw new InfraError(`QEMU opened no gdb socket: ${String(answer).trim()}`);

		say(
			`${caseId} waits before its first step, ${module === undefined ? 'without a module' : `${module.name} is loaded`}.`,
		);
		say('Attach, set breakpoints (hbreak in code that is not loaded yet), then "continue":');
		const vmlinux = await vmlinuxOf(kernel);
		say(`  ${gdbLine(socket, vmlinux, module)}`);
		if (vmlinux === undefined)
			say("The kernel's own functions have no names there: its headers bring no vmlinux with symbols.");
		await released;
	};
}

/** The command that attaches gdb, with all the symbols that there are. */
function gdbLine(socket: string, vmlinux: string | undefined, module: LoadedModule | undefined): string {
	const words = ['gdb', ...(vmlinux === undefined ? [] : [vmlinux])];
	words.push('-ex', `'target remote ${socket}'`);
	if (module?.debugPath !== undefined) {
		const {'.text': text, ...others} = module.sections;
		const rest = Object.entries(others).map(([name, address]) => `-s ${name} ${address}`);
		words.push('-ex', `'add-symbol-file ${[module.debugPath, text ?? '0', ...rest].join(' ')}'`);
	}
	return words.join(' ');
}

/** Distributions strip the vmlinux of their headers down to its types, which gdb makes nothing of. */
async function vmlinuxOf({headers}: Kernel): Promise<string | undefined> {
	const path = join(headers, 'vmlinux');
	const {stdout} = await runTool('objdump', ['--section-headers', path]);
	return /\s\.debug_info\s/.test(stdout) ? path : undefined;
}

/** gdb stops the guest when it attaches; a person lets it go on. Rejects when the guest ends. */
function attachedAndReleased(instance: Instance, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		let attached = false;
		const settle = (action: () => void) => {
			stopListening();
			signal.removeEventListener('abort', onAbort);
			action();
		};
		const onAbort = () => settle(() => reject(signal.reason));
		const stopListening = instance.onQmpEvent((name) => {
			if (name === 'STOP') attached = true;
			if (name === 'RESUME' && attached) settle(resolve);
		});
		signal.addEventListener('abort', onAbort, {once: true});
		void instance.exited.then(() =>
			settle(() => reject(new InfraError('the guest ended before gdb attached'))),
		);
	});
}
