import type {Duplex} from 'node:stream';
import {encodeFrame, FrameDecoder} from '../result/frame.ts';

/**
 * Our end of the agent's virtio-serial port: framed messages in both directions. Messages that nobody listens for
 * yet are kept in order.
 */
export class AgentPort {
	readonly #stream: Duplex;
	readonly #decoder = new FrameDecoder();
	readonly #early: unknown[] = [];
	#listener: ((message: unknown) => void) | undefined;
	#broken = false;

	constructor(stream: Duplex) {
		this.#stream = stream;
		stream.on('data', (chunk: Buffer) => this.#receive(chunk));
		// QEMU's end is reported by the process' exit, which says more.
		stream.on('error', () => stream.destroy());
	}

	send(message: unknown): void {
		if (!this.#stream.destroyed) this.#stream.write(encodeFrame(message));
	}

	/** Replaces the listener, after handing it what came before. */
	onMessage(listener: (message: unknown) => void): void {
		this.#listener = listener;
		for (const message of this.#early.splice(0)) listener(message);
	}

	/** The next message, which is then not given to anybody else. */
	next(): Promise<unknown> {
		if (this.#early.length > 0) return Promise.resolve(this.#early.shift());
		return new Promise((resolve) => {
			this.#listener = (message) => {
				this.#listener = undefined;
				resolve(message);
			};
		});
	}

	#receive(chunk: Buffer): void {
		if (this.#broken) return;
		try {
			for (const message of this.#decoder.push(chunk)) this.#deliver(message);
		} catch (error) {
			if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
			this.#broken = true;
			this.#stream.destroy();
			this.#deliver({type: 'agent-error', message: `The agent's port is out of step: ${error.message}`});
		}
	}

	#deliver(message: unknown): void {
		if (this.#listener) this.#listener(message);
		else this.#early.push(message);
	}
}
