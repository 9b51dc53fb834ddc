import type {Duplex} from 'node:stream';
import {InfraError} from '../errors.ts';

/** An asynchronous notice of QEMU, such as STOP, RESUME, MIGRATION or SHUTDOWN. */
export interface QmpEvent {
	readonly event: string;
	readonly data: Readonly<Record<string, unknown>>;
}

interface Pending {
	readonly command: string;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
	readonly timer: NodeJS.Timeout;
}

/** QEMU refused a command; `errorClass` is QMP's own, such as `GenericError`. */
export class QmpError extends InfraError {
	readonly errorClass: string;

	constructor(command: string, errorClass: string, description: string) {
		super(`QEMU refused ${command}: ${description}`);
		this.errorClass = errorClass;
	}
}

const defaultTimeoutMs = 10_000;

/** QEMU's machine protocol (docs/interop/qmp-spec): one JSON object a line in both directions. */
export class QmpClient {
	readonly #stream: Duplex;
	readonly #pending = new Map<number, Pending>();
	readonly #listeners = new Set<(event: QmpEvent) => void>();
	#rest = '';
	#nextId = 1;
	#closed: Error | undefined;
	#greeted: (() => void) | undefined;

	constructor(stream: Duplex) {
		this.#stream = stream;
		stream.setEncoding('utf8');
		stream.on('data', (text: string) => this.#receive(text));
		stream.on('error', (error) => this.#fail(error));
		stream.on('end', () => this.#fail(new Error('QEMU closed its monitor')));
	}

	/** Waits for the greeting and leaves negotiation mode. To be called once, before anything else. */
	async negotiate(timeoutMs = defaultTimeoutMs): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const timer = setTimeout(() => reject(timedOut('greet', timeoutMs)), timeoutMs);
			const settle = (finish: () => void) => {
				clearTimeout(timer);
				finish();
			};
			this.#greeted = () => settle(resolve);
			this.#stream.once('end', () => settle(() => reject(new InfraError('QEMU ended before it greeted'))));
		});
		await this.execute('qmp_capabilities', {}, timeoutMs);
	}

	async execute(command: string, args: object = {}, timeoutMs = defaultTimeoutMs): Promise<unknown> {
		if (this.#closed) throw unanswered(command, this.#closed);
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#pending.delete(id);
				reject(timedOut(`answer ${command}`, timeoutMs));
			}, timeoutMs);
			this.#pending.set(id, {command, resolve, reject, timer});
			this.#stream.write(`${JSON.stringify({execute: command, arguments: args, id})}\n`);
		});
	}

	/** Listens to every event; the result stops it. */
	onEvent(listener: (event: QmpEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#receive(text: string): void {
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() ?? '';
		for (const line of lines) if (line.trim()) this.#handle(JSON.parse(line) as Record<string, unknown>);
	}

	#handle(message: Record<string, unknown>): void {
		if ('QMP' in message) this.#greeted?.();
		else if (typeof message.event === 'string') this.#announce(message.event, message.data);
		else this.#answer(message);
	}

	#announce(event: string, data: unknown): void {
		for (const listener of this.#listeners) listener({event, data: (data ?? {}) as QmpEvent['data']});
	}

	#answer(message: Record<string, unknown>): void {
		// An answer that came after its time ran out finds nobody waiting.
		const pending = this.#pending.get(Number(message.id));
		if (!pending) return;

		this.#pending.delete(Number(message.id));
		clearTimeout(pending.timer);
		if ('return' in message) {
			pending.resolve(message.return);
		} else {
			const {class: errorClass, desc} = message.error as {class: string; desc: string};
			pending.reject(new QmpError(pending.command, errorClass, desc));
		}
	}

	#fail(error: Error): void {
		this.#closed ??= error;
		for (const {command, reject, timer} of this.#pending.values()) {
			clearTimeout(timer);
			reject(unanswered(command, error));
		}
		this.#pending.clear();
	}
}

function timedOut(what: string, timeoutMs: number): InfraError {
	return new InfraError(`QEMU did not ${what} within ${timeoutMs} ms`);
}

function unanswered(command: string, cause: Error): InfraError {
	return new InfraError(`QEMU can't answer ${command}: ${cause.message}`, {cause});
}
