import {closeSync, mkdirSync, openSync, readSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {
	type PayloadEntry,
	payloadHeaderBytes,
	readPayloadHeader,
	readPayloadIndex,
} from '../result/payload.ts';

const unpacked = '/run/payload';

/** The payload disk, read file by file as they are asked for. */
export class Payload implements Disposable {
	readonly #descriptor: number;
	readonly #index: ReadonlyMap<string, PayloadEntry>;

	constructor(device: string) {
		this.#descriptor = openSync(device, 'r');
		// One read serves the header and, nearly always, the index.
		const first = this.#read(0, 64 * 1024);
		const length = readPayloadHeader(first);
		const end = payloadHeaderBytes + length;
		this.#index = readPayloadIndex(
			(end <= first.length ? first : this.#read(0, end)).subarray(payloadHeaderBytes, end),
		);
	}

	read(path: string): Buffer {
		const {offset, size} = this.#find(path);
		return this.#read(offset, size);
	}

	/** Copies a file into memory, for those that want it by path. */
	unpack(path: string): string {
		const target = join(unpacked, path);
		mkdirSync(dirname(target), {recursive: true});
		writeFileSync(target, this.read(path), {mode: this.#find(path).mode ?? 0o644});
		return target;
	}

	has(path: string): boolean {
		return this.#index.has(path);
	}

	paths(): Iterable<string> {
		return this.#index.keys();
	}

	[Symbol.dispose](): void {
		closeSync(this.#descriptor);
	}

	#find(path: string): PayloadEntry {
		const entry = this.#index.get(path);
		if (entry === undefined) throw new Error(`the payload holds no ${path}`);
		return entry;
	}

	#read(offset: number, length: number): Buffer {
		const bytes = Buffer.allocUnsafe(length);
		let done = 0;
		while (done < length) {
			const count = readSync(this.#descriptor, bytes, done, length - done, offset + done);
			if (count === 0) break;
			done += count;
		}
		return bytes.subarray(0, done);
	}
}
