import {constants, openSync, read, readdirSync, readFileSync, writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {encodeFrame, FrameDecoder} from '../result/frame.ts';
import {type AgentMessage, agentPortName, type HostMessage} from '../result/protocol.ts';

const pollMs = 5;

/** The agent's end of the virtio-serial port. */
export class Port {
	readonly #descriptor: number;
	#decoder = new FrameDecoder();

	constructor(descriptor: number) {
		this.#descriptor = descriptor;
	}

	/** Devtmpfs gives the port a number only; sysfs knows its name. */
	static open(): Port {
		const directory = '/sys/class/virtio-ports';
		for (const port of readdirSync(directory))
			if (readFileSync(`${directory}/${port}/name`, 'utf8').trim() === agentPortName)
				return new Port(openSync(`/dev/${port}`, constants.O_RDWR));
		throw new Error(`no virtio port is named ${agentPortName}`);
	}

	/** Writes the whole message before it returns: what is said before a crash has been heard. */
	send(message: AgentMessage): void {
		let rest = encodeFrame(message);
		while (rest.length > 0) rest = rest.subarray(writeSync(this.#descriptor, rest));
	}

	async *messages(): AsyncGenerator<HostMessage> {
		const buffer = Buffer.allocUnsafe(64 * 1024);
		for (;;) {
			const length = await readOnce(this.#descriptor, buffer);
			if (length > 0) {
				yield* this.#decoder.push(Buffer.from(buffer.subarray(0, length))) as HostMessage[];
			} else {
				// No host is connected: half a message of the last one will never be finished.
				this.#decoder = new FrameDecoder();
				await sleep(pollMs);
			}
		}
	}
}

function readOnce(descriptor: number, buffer: Buffer): Promise<number> {
	return new Promise((resolve, reject) => {
		read(descriptor, buffer, 0, buffer.length, null, (error, length) => {
			if (error === null) resolve(length);
			else if (error.code === 'EINTR' || error.code === 'EAGAIN') resolve(0);
			else reject(error);
		});
	});
}
