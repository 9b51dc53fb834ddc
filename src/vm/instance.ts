import {randomBytes} from 'node:crypto';
import {open} from 'node:fs/promises';
import {type BenchErrorOptions, InfraError} from '../errors.ts';
import {type HostMessage, protocolVersion} from '../result/protocol.ts';
import {AgentPort} from './agent-port.ts';
import {type GuardedChild, spawnGuarded} from './child.ts';
import type {Instance, InstanceExit} from './interfaces.ts';
import {inheritedDescriptors} from './qemu.ts';
import {QmpClient} from './qmp.ts';

export const qemuProgram = 'qemu-system-x86_64';

export interface LaunchOptions {
	readonly args: readonly string[];
	/** Where QEMU keeps the writes to disks that are dropped at exit. */
	readonly directory: string;
	readonly consolePath: string;
	/** For the time until the guest answers `hello`. */
	readonly deadlineMs: number;
	/** What the guest draws its random numbers from. */
	readonly seed: string;
	/** Called between QMP's greeting and `hello`, to load a snapshot. */
	readonly prepare?: (monitor: QmpClient) => Promise<void>;
	readonly signal?: AbortSignal | undefined;
	/** For tests: another program in the place of QEMU. */
	readonly program?: string;
}

/** An instance, with what only the maker of snapshots needs. */
export interface LaunchedInstance extends Instance {
	readonly monitor: QmpClient;
}

/** Console text worth showing below an error. */
const consoleTailBytes = 4096;

/** The guest was started and did not come to answer: its kernel's or its agent's doing, with the console as evidence. */
export class GuestStartError extends InfraError {
	constructor(message: string, options: BenchErrorOptions = {}) {
		super(message, {remedy: 'The console above says how far the guest came.', ...options});
	}
}

/** Starts QEMU and waits until its agent has answered `hello`. Whatever goes wrong, no QEMU is left. */
export async function launch(options: LaunchOptions): Promise<LaunchedInstance> {
	const {signal, consolePath} = options;
	signal?.throwIfAborted();
	const started = performance.now();
	const child = spawnGuarded(options.program ?? qemuProgram, options.args, {
		sockets: 2,
		environment: {...process.env, TMPDIR: options.directory},
	});
	const port = new AgentPort(child.socket(inheritedDescriptors.agent));
	const monitor = new QmpClient(child.socket(inheritedDescriptors.monitor));
	endIfStopped(monitor, child, options.directory);

	try {
		await orEnd(child, options, async () => {
			await monitor.negotiate(options.deadlineMs);
			await options.prepare?.(monitor);
			port.send(hello(options.seed));
			await ready(port);
		});
	} catch (error) {
		await end(child);
		throw error;
	}

	const startMs = performance.now() - started;
	const close = async () => {
		signal?.removeEventListener('abort', abort);
		await end(child);
	};
	const abort = () => child.kill();
	signal?.addEventListener('abort', abort, {once: true});
	return {
		id: randomBytes(4).toString('hex'),
		pid: child.pid,
		consolePath,
		exited: child.exited,
		startMs,
		monitor,
		send: (message) => port.send(message),
		onMessage: (listener) => port.onMessage(listener),
		onQmpEvent: (listener) => monitor.onEvent(({event}) => listener(event)),
		qmp: (command, args, timeoutMs) => monitor.execute(command, args, timeoutMs),
		close,
		[Symbol.asyncDispose]: close,
	};
}

/**
 * QEMU stops a guest that it can't go on with, and then waits for an operator. Nobody is there: the guest is
 * ended, and its exit says why.
 */
function endIfStopped(monitor: QmpClient, child: GuardedChild, directory: string): void {
	const reasons: Readonly<Record<string, string>> = {
		'internal-error': 'The accelerator failed: QEMU stopped the guest with an internal error.',
		'io-error': `QEMU could not keep what the guest wrote to its disks: is there space left in ${directory}?`,
	};
	monitor.onEvent(async ({event}) => {
		if (event !== 'STOP') return;
		const found = await monitor.execute('query-status').catch(() => undefined);
		const reason = reasons[String((found as {readonly status?: unknown} | undefined)?.status)];
		if (reason !== undefined) child.kill(reason);
	});
}

export function hello(seed: string): HostMessage {
	return {type: 'hello', protocol: protocolVersion, timeMs: Date.now(), seed};
}

async function ready(port: AgentPort): Promise<void> {
	const message = (await port.next()) as {readonly type?: unknown; readonly message?: unknown} | null;
	if (message?.type === 'ready') return;
	const said = message?.type === 'agent-error' ? message.message : JSON.stringify(message);
	throw new InfraError(`Expected the agent's "ready", got ${said}`);
}

/** Runs the start, and gives up when QEMU ends, the deadline passes or the caller aborts. */
async function orEnd(child: GuardedChild, options: LaunchOptions, start: () => Promise<void>): Promise<void> {
	const {signal, deadlineMs, consolePath} = options;
	let timer: NodeJS.Timeout | undefined;
	let abort: (() => void) | undefined;
	const given = new Promise<never>((_resolve, reject) => {
		abort = () => reject(signal?.reason);
		signal?.addEventListener('abort', abort, {once: true});
		timer = setTimeout(
			async () =>
				reject(
					new GuestStartError(`The guest did not answer within ${deadlineMs} ms`, {
						detail: await consoleTail(consolePath),
					}),
				),
			deadlineMs,
		);
	});
	const ended = child.exited.then(async (exit) => {
		throw new GuestStartError(`The guest ended before it answered (${describeExit(exit)})`, {
			detail: [exit.stderr.trim(), await consoleTail(consolePath)].filter(Boolean).join('\n'),
		});
	});
	// A monitor that fails because QEMU ended says less than QEMU's own exit, which may be a moment away.
	const starting = start().catch(async (error) => {
		await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200))]);
		throw error;
	});
	ended.catch(() => undefined);
	try {
		await Promise.race([starting, ended, given]);
	} finally {
		clearTimeout(timer);
		if (abort) signal?.removeEventListener('abort', abort);
		starting.catch(() => undefined);
	}
}

async function end(child: GuardedChild): Promise<void> {
	child.kill();
	await child.exited;
}

export function describeExit({code, signal}: InstanceExit): string {
	return signal ? `QEMU killed by ${signal}` : `QEMU exit code ${code}`;
}

/** The end of a console log; empty where there is none. */
export async function consoleTail(path: string): Promise<string> {
	const file = await open(path).catch(() => undefined);
	if (!file) return '';
	try {
		const {size} = await file.stat();
		const start = Math.max(0, size - consoleTailBytes);
		const {buffer, bytesRead} = await file.read(Buffer.alloc(consoleTailBytes), 0, consoleTailBytes, start);
		return buffer.toString('utf8', 0, bytesRead);
	} finally {
		await file.close();
	}
}
