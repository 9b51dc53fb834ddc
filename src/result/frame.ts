/**
 * Frames on the agent's port: a 4-byte big-endian length, then that many bytes of UTF-8 JSON.
 * Both ends use this; the port is a byte stream that may cut anywhere.
 */

/** Larger than any honest message; a length above it means the stream is out of step. */
export const maximumFrameBytes = 16 * 1024 * 1024;

export function encodeFrame(message: unknown): Buffer {
	const body = Buffer.from(JSON.stringify(message));
	if (body.length > maximumFrameBytes)
		throw new RangeError(`Expected a frame of at most ${maximumFrameBytes} bytes, got ${body.length}`);

	const frame = Buffer.allocUnsafe(4 + body.length);
	frame.writeUInt32BE(body.length, 0);
	body.copy(frame, 4);
	return frame;
}

/** Collects bytes and gives back whole messages. Throws a RangeError when the stream is out of step. */
export class FrameDecoder {
	#chunks: Buffer[] = [];
	#buffered = 0;

	push(chunk: Buffer): unknown[] {
		this.#chunks.push(chunk);
		this.#buffered += chunk.length;

		const messages: unknown[] = [];
		for (let body = this.#take(); body !== undefined; body = this.#take())
			messages.push(JSON.parse(body.toString()));
		return messages;
	}

	#take(): Buffer | undefined {
		if (this.#buffered < 4) return undefined;
		const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
		this.#chunks = [all];

		const length = all.readUInt32BE(0);
		if (length > maximumFrameBytes)
			throw new RangeError(`Expected a frame of at most ${maximumFrameBytes} bytes, got ${length}`);
		if (all.length < 4 + length) return undefined;

		this.#chunks = [all.subarray(4 + length)];
		this.#buffered -= 4 + length;
		return all.subarray(4, 4 + length);
	}
}
