import {InfraError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {AgentMessage, HostMessage} from '../result/protocol.ts';
import type {Instance, InstanceExit, InstanceOptions, Machine} from '../vm/interfaces.ts';
import type {CaseEnd} from './judge.ts';

/** What an honest agent needs at most for anything but a case, under KVM. */
const patienceMs = 20_000;

/** The guest ended while we listened. Whose fault that is, depends on the exit. */
class GuestGone extends Error {
	readonly exit: InstanceExit;

	constructor(exit: InstanceExit) {
		super('the guest is gone');
		this.exit = exit;
	}
}

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

/** One guest and the conversation with its agent. */
export class GuestSession {
	readonly instance: Instance;
	readonly #timeScale: number;
	readonly #mapStack: (stack: string) => string;
	#waiters: Waiter[] = [];
	#onLog: (line: string) => void = () => {};
	#gone: InstanceExit | undefined;

	/** Starts the guest and attaches the payload. */
	static async open({machine, instance: options, mapStack}: SessionOptions): Promise<GuestSession> {
		const instance = await machine.start(options);
		const session = new GuestSession(instance, machine.accelerator.timeScale, mapStack);
		try {
			session.#send({type: 'attach'});
			await session.#answer('attached', options.signal);
			return session;
		} catch (error) {
			await instance.close();
			throw error instanceof GuestGone ? died(error.exit, 'before its first case') : error;
		}
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
		{signal, onStart, onLog}: {signal: AbortSignal; onStart: () => void; onLog: (line: string) => void},
	): Promise<CaseEnd> {
		const deadlineMs = Math.ceil(listed.deadlineMs * this.#timeScale);
		this.#onLog = onLog;
		try {
			const finished = this.#wait(
				(message) => {
					if (message.type === 'case-started') onStart();
					return message.type === 'case-finished' && message.caseId === listed.id;
				},
				deadlineMs,
				signal,
			);
			this.#send({type: 'run', caseId: listed.id, deadlineMs});
			const message = await finished;
			if (message?.type === 'case-finished') return {kind: 'reported', report: message.report};
			return {kind: 'deadline', deadlineMs};
		} catch (error) {
			if (!(error instanceof GuestGone)) throw error;
			// QEMU ends well when the guest panics or powers off; anything else was done to it.
			if (error.exit.signal !== null || error.exit.code !== 0) throw died(error.exit, `during ${listed.id}`);
			return {kind: 'gone'};
		} finally {
			this.#onLog = () => {};
		}
	}

	/** Has the agent enable fs-verity on the store disk. */
	async prepareStore(signal: AbortSignal): Promise<number> {
		this.#send({type: 'prepare-store'});
		const answer = await this.#answer('store-prepared', signal, 60);
		return answer.type === 'store-prepared' ? answer.files : 0;
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

	/** The first message that `wants` wants; undefined when the time is over. */
	#wait(wants: Waiter['wants'], timeoutMs: number, signal?: AbortSignal): Promise<AgentMessage | undefined> {
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
			const timer = setTimeout(() => settle(() => resolve(undefined)), timeoutMs);
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
