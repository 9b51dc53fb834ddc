import {InfraError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {
	AgentMessage,
	CaseDebugging,
	CaseInput,
	HostMessage,
	LeakReport,
	ShellRequest,
	TerminalSize,
} from '../result/protocol.ts';
import type {Instance, InstanceExit, InstanceOptions, Machine} from '../vm/interfaces.ts';
import type {CaseEnd} from './judge.ts';

/** What an honest agent needs at most for anything but a case, under KVM. */
const patienceMs = 20_000;

/** An agent that is not stuck says at once that it starts a shell, also on a busy host. */
const shellPatienceMs = 10_000;

/** A case in a debugger may take a day. */
const withDebuggerMs = 24 * 3600 * 1000;

/** What the agent says while a case waits for `release`. */
const waits: ReadonlySet<AgentMessage['type']> = new Set(['case-held', 'case-loaded']);

/** The guest ended while we listened. Whose fault that is, depends on the exit. */
export class GuestGone extends Error {
	readonly exit: InstanceExit;

	constructor(exit: InstanceExit) {
		super('the guest is gone');
		this.exit = exit;
	}
}

/** The guest is there, but its agent is busy for ever or dead. */
export class NoAnswer extends Error {}

interface Waiter {
	/** Returns true for the message that is waited for. */
	readonly wants: (message: AgentMessage) => boolean;
	readonly resolve: (message: AgentMessage) => void;
	readonly reject: (error: Error) => void;
}

export interface SessionOptions {
	readonly machine: Machine;
	readonly instance: InstanceOptions;
	/** Translates the stacks of agent errors. */
	readonly mapStack: (stack: string) => string;
}

interface CaseListeners {
	readonly signal: AbortSignal;
	readonly onStart: () => void;
	readonly onLog: (line: string) => void;
	/** Pieces of the kernel's trace. */
	readonly onTrace?: (text: string) => void;
	/** The case waits, before its first step, until this resolves. */
	readonly onLoaded?: (sections: Readonly<Record<string, string>>) => Promise<void>;
	/** The case waits, before its clean-up, until this resolves. */
	readonly onHeld?: (failure?: string) => Promise<void>;
}

/** One guest and the conversation with its agent. */
export class GuestSession {
	readonly instance: Instance;
	#kmemleak = false;
	readonly #timeScale: number;
	readonly #mapStack: (stack: string) => string;
	#waiters: Waiter[] = [];
	#onLog: (line: string) => void = () => {};
	#onTrace: (text: string) => void = () => {};
	#onShellOutput: (bytes: Buffer) => void = () => {};
	#gone: InstanceExit | undefined;

	/** Starts the guest and attaches the payload. */
	static async open({machine, instance: options, mapStack}: SessionOptions): Promise<GuestSession> {
		const instance = await machine.start(options);
		const session = new GuestSession(instance, machine.accelerator.timeScale, mapStack);
		try {
			session.#send({type: 'attach'});
			const answer = await session.#answer('attached', options.signal);
			session.#kmemleak = answer.type === 'attached' && answer.kmemleak;
			return session;
		} catch (error) {
			await instance.close();
			throw error instanceof GuestGone ? died(error.exit, 'before its first case') : error;
		}
	}

	/** Goes on with a guest that was kept in the middle of a case. */
	static goOn(instance: Instance, timeScale: number): GuestSession {
		return new GuestSession(instance, timeScale, (stack) => stack);
	}

	/** The same with one that has booted anew. */
	static async begin(instance: Instance, timeScale: number, signal: AbortSignal): Promise<GuestSession> {
		const session = GuestSession.goOn(instance, timeScale);
		session.#send({type: 'attach'});
		await session.#answer('attached', signal);
		return session;
	}

	private constructor(instance: Instance, timeScale: number, mapStack: (stack: string) => string) {
		this.instance = instance;
		this.#timeScale = timeScale;
		this.#mapStack = mapStack;
		instance.onMessage((message) => this.#hear(message as AgentMessage));
		void instance.exited.then((exit) => this.#ended(exit));
	}

	/** Runs one case to its end, whatever that is. Throws an InfraError when the end was not the guest's doing. */
	async run(
		listed: ListedCase,
		{signal, onStart, onLog, onTrace, onLoaded, onHeld, ...rest}: CaseListeners & CaseInput & CaseDebugging,
	): Promise<CaseEnd> {
		// A debugger stops the guest's time as well as a person's sense of it.
		const deadlineMs =
			onLoaded === undefined ? Math.ceil(listed.deadlineMs * this.#timeScale) : withDebuggerMs;
		this.#onLog = onLog;
		this.#onTrace = onTrace ?? this.#onTrace;
		const finishes = (message: AgentMessage) =>
			message.type === 'case-finished' && message.caseId === listed.id;
		try {
			const next = this.#wait(
				(message) => {
					if (message.type === 'case-started') onStart();
					return finishes(message) || waits.has(message.type);
				},
				deadlineMs,
				signal,
			);
			const holdLoaded = onLoaded !== undefined && {holdLoaded: true};
			this.#send({type: 'run', caseId: listed.id, deadlineMs, ...rest, ...holdLoaded});
			let message = await next;
			if (message?.type === 'case-loaded') {
				await onLoaded?.(message.sections);
				const after = this.#wait(
					(heard) => {
						if (heard.type === 'case-started') onStart();
						return finishes(heard) || waits.has(heard.type);
					},
					deadlineMs,
					signal,
				);
				this.#send({type: 'release'});
				message = await after;
			}
			if (message?.type === 'case-held') {
				// A person has all the time in the world; the clean-up has a deadline again.
				await onHeld?.(message.failure);
				const finished = this.#wait(finishes, deadlineMs, signal);
				this.#send({type: 'release'});
				message = await finished;
			}
			if (message?.type === 'case-finished') return {kind: 'reported', report: message.report};
			return {kind: 'deadline', deadlineMs};
		} catch (error) {
			if (!(error instanceof GuestGone)) throw error;
			// QEMU ends well when the guest panics or powers off; anything else was done to it.
			if (error.exit.signal !== null || error.exit.code !== 0) throw died(error.exit, `during ${listed.id}`);
			return {kind: 'gone'};
		} finally {
			this.#onLog = () => {};
			this.#onTrace = () => {};
		}
	}

	/** Has the agent enable fs-verity on the store disk. */
	async prepareStore(signal: AbortSignal): Promise<number> {
		this.#send({type: 'prepare-store'});
		const answer = await this.#answer('store-prepared', signal, 60);
		return answer.type === 'store-prepared' ? answer.files : 0;
	}

	/** Whether the kernel can look for leaks. */
	get hasKmemleak(): boolean {
		return this.#kmemleak;
	}

	/** What the modules of the cases so far left behind. Takes some seconds. Throws a GuestGone. */
	async findLeaks(signal: AbortSignal): Promise<LeakReport> {
		this.#send({type: 'find-leaks'});
		const answer = await this.#answer('leaks-found', signal, 6);
		return answer.type === 'leaks-found' ? answer.report : {stays: [], text: ''};
	}

	/**
	 * Starts a shell in the guest, also beside a case. Gives its exit status; rejects with NoAnswer when the agent is
	 * stuck, with GuestGone when the guest goes away.
	 */
	async openShell(
		request: ShellRequest,
		onOutput: (bytes: Buffer) => void,
		signal: AbortSignal,
	): Promise<number> {
		this.#onShellOutput = onOutput;
		const starting = this.#wait(({type}) => type === 'shell-starting', shellPatienceMs, signal);
		const ended = this.#wait(({type}) => type === 'shell-ended', undefined, signal);
		ended.catch(() => {});
		this.#send({type: 'shell', ...request});
		try {
			if ((await starting) === undefined) throw new NoAnswer('the agent does not answer');
			const message = await ended;
			return message?.type === 'shell-ended' ? message.status : 0;
		} finally {
			this.#onShellOutput = () => {};
		}
	}

	shellInput(bytes: Buffer): void {
		this.#send({type: 'shell-input', data: bytes.toString('base64')});
	}

	shellResize(size: TerminalSize): void {
		this.#send({type: 'shell-resize', size});
	}

	/** Asks the agent for sysrq output; false when it doesn't answer. */
	async askEvidence(timeoutMs: number): Promise<boolean> {
		try {
			const answer = this.#wait(({type}) => type === 'evidence-written', timeoutMs);
			this.#send({type: 'evidence'});
			return (await answer) !== undefined;
		} catch {
			return false;
		}
	}

	/** Lets the guest write its disks and waits until QEMU has ended. */
	async powerOff(signal: AbortSignal): Promise<void> {
		this.#send({type: 'power-off'});
		const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs * this.#timeScale)]);
		const late = new Promise((_, reject) =>
			patience.addEventListener('abort', () => reject(patience.reason)),
		);
		await Promise.race([this.instance.exited, late]);
	}

	close(): Promise<void> {
		return this.instance.close();
	}

	#send(message: HostMessage): void {
		this.instance.send(message);
	}

	async #answer(type: AgentMessage['type'], signal?: AbortSignal, patience = 1): Promise<AgentMessage> {
		const limit = patienceMs * patience * this.#timeScale;
		const message = await this.#wait((heard) => heard.type === type, limit, signal);
		if (message === undefined) throw new InfraError(`the agent did not say '${type}' within ${limit} ms`);
		return message;
	}

	/** The first message that `wants` wants; undefined when the time is over, where there is a limit. */
	#wait(
		wants: Waiter['wants'],
		timeoutMs: number | undefined,
		signal?: AbortSignal,
	): Promise<AgentMessage | undefined> {
		return new Promise((resolve, reject) => {
			if (this.#gone !== undefined) return reject(new GuestGone(this.#gone));
			if (signal?.aborted) return reject(signal.reason);

			const settle = (action: () => void) => {
				clearTimeout(timer);
				signal?.removeEventListener('abort', onAbort);
				this.#waiters = this.#waiters.filter((other) => other !== waiter);
				action();
			};
			const onAbort = () => settle(() => reject(signal?.reason));
			const timer =
				timeoutMs === undefined ? undefined : setTimeout(() => settle(() => resolve(undefined)), timeoutMs);
			signal?.addEventListener('abort', onAbort);
			const waiter: Waiter = {
				wants,
				resolve: (message) => settle(() => resolve(message)),
				reject: (error) => settle(() => reject(error)),
			};
			this.#waiters.push(waiter);
		});
	}

	#hear(message: AgentMessage): void {
		if (message.type === 'case-log') this.#onLog(message.line);
		if (message.type === 'case-trace') this.#onTrace(message.text);
		if (message.type === 'shell-output') this.#onShellOutput(Buffer.from(message.data, 'base64'));
		if (message.type === 'agent-error') {
			const detail = message.stack === undefined ? {} : {detail: this.#mapStack(message.stack)};
			const error = new InfraError(`the agent failed: ${message.message}`, detail);
			for (const waiter of [...this.#waiters]) waiter.reject(error);
			return;
		}
		for (const waiter of [...this.#waiters]) if (waiter.wants(message)) waiter.resolve(message);
	}

	#ended(exit: InstanceExit): void {
		this.#gone = exit;
		for (const waiter of [...this.#waiters]) waiter.reject(new GuestGone(exit));
	}
}

function died(exit: InstanceExit, when: string): InfraError {
	const how = exit.signal === null ? `ended with status ${exit.code}` : `was killed by ${exit.signal}`;
	const oom = exit.signal === 'SIGKILL';
	return new InfraError(`QEMU ${how} ${when}`, {
		...(exit.stderr !== '' && {detail: exit.stderr}),
		...(oom && {
			remedy: 'look whether the host ran out of memory (dmesg), or run fewer guests with --jobs 1',
		}),
	});
}
