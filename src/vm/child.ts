import {type ChildProcess, spawn} from 'node:child_process';
import type {Duplex, Readable} from 'node:stream';
import type {InstanceExit} from './interfaces.ts';

export interface GuardedChild {
	readonly pid: number;
	/** Settles when the process is gone and its output read; never rejects. */
	readonly exited: Promise<InstanceExit>;
	/** Our end of the socket that the child has as descriptor `fd`. */
	socket(fd: number): Duplex;
	/** Kills it, and adds the reason to what its exit reports as standard error. */
	kill(reason?: string): void;
}

const running = new Set<ChildProcess>();
const stderrLimit = 16 * 1024;

/** What ends us ends our children: at exit by this hook, where we are killed outright by the kernel (see below). */
process.on('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program that can't outlive us, with connected sockets as descriptors 3, 4, ... `sockets` of them.
 * setpriv(1) asks the kernel to kill it when its parent dies (PR_SET_PDEATHSIG), then becomes the program.
 */
export function spawnGuarded(
	program: string,
	args: readonly string[],
	options: {readonly sockets: number; readonly environment?: NodeJS.ProcessEnv},
): GuardedChild {
	const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
		stdio: ['ignore', 'ignore', 'pipe', ...Array<'pipe'>(options.sockets).fill('pipe')],
		env: options.environment ?? process.env,
	});
	running.add(child);

	let stderr = '';
	const pipe = child.stderr as Readable;
	pipe.setEncoding('utf8');
	pipe.on('data', (text: string) => {
		stderr = (stderr + text).slice(-stderrLimit);
	});
	const exited = new Promise<InstanceExit>((resolve) => {
		const settle = (exit: InstanceExit) => {
			running.delete(child);
			resolve(exit);
		};
		child.once('error', (error) => settle({code: null, signal: null, stderr: `setpriv: ${error.message}`}));
		child.once('close', (code, signal) => settle({code, signal, stderr}));
	});
	return {
		pid: child.pid ?? 0,
		exited,
		socket: (fd) => child.stdio[fd] as Duplex,
		kill: (reason) => {
			if (reason !== undefined) stderr += `${reason}\n`;
			child.kill('SIGKILL');
		},
	};
}
