import {setImmediate} from 'node:timers/promises';

const sliceMs = 20;

/**
 * Lets the event loop run now and then, for timers, signals and progress, while a long job works in synchronous steps.
 * The steps are synchronous because one system call after the other on one thread is the fastest way through many
 * small files, and the only right one where the thread has entered a namespace.
 */
export class Pacer {
	readonly #signal: AbortSignal | undefined;
	#sliceStart = performance.now();

	constructor(signal: AbortSignal | undefined) {
		this.#signal = signal;
		signal?.throwIfAborted();
	}

	/** Throws the signal's reason once it is aborted. */
	async pause(): Promise<void> {
		if (performance.now() - this.#sliceStart >= sliceMs) {
			await setImmediate();
			this.#sliceStart = performance.now();
		}
		this.#signal?.throwIfAborted();
	}
}
