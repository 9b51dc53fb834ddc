import {randomBytes} from 'node:crypto';
import {closeSync, ftruncateSync, openSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {chunkSize} from './content.ts';
import {FsverityHasher} from './fsverity.ts';

const zeros = Buffer.alloc(chunkSize);

/** Two guests, or containers, may have a process of the same number. */
const processName = `${process.pid}-${randomBytes(8).toString('hex')}`;
let drafts = 0;

/** A name in a directory that nobody else takes. */
export function temporaryName(directory: string): string {
	return join(directory, `.tmp-${processName}-${drafts++}`);
}

/**
 * Content on its way into a store. One chunk is kept in memory, because most objects are no longer and many of them are
 * there already; more go to a temporary file, chunks of zeros as holes.
 */
export class Draft {
	readonly #name: string;
	readonly #mode: number;
	readonly #hasher = new FsverityHasher();
	#kept: Buffer | undefined;
	#fd: number | undefined;
	#created = false;
	/** Where the next chunk belongs, and how far the file reaches. */
	#position = 0;
	#end = 0;

	constructor(directory: string, mode: number) {
		this.#name = temporaryName(directory);
		this.#mode = mode;
	}

	get size(): bigint {
		return BigInt(this.#position + (this.#kept?.length ?? 0));
	}

	/** The chunk may be overwritten afterwards. */
	write(chunk: Uint8Array): void {
		this.#hasher.update(chunk);
		if (this.#position === 0 && this.#kept === undefined) {
			this.#kept = Buffer.from(chunk);
			return;
		}
		this.#writeKept();
		this.#append(chunk);
	}

	/** The fs-verity digest of what was written, hexadecimal; once. */
	digest(): string {
		return this.#hasher.digest().toString('hex');
	}

	/** Completes the temporary file and gives its name; it is removed by `close`. */
	finish(): string {
		this.#writeKept();
		const fd = this.#open();
		if (this.#end < this.#position) ftruncateSync(fd, this.#position);
		this.#closeFile();
		return this.#name;
	}

	close(): void {
		this.#closeFile();
		if (this.#created) rmSync(this.#name, {force: true});
	}

	#writeKept(): void {
		if (this.#kept === undefined) return;
		const kept = this.#kept;
		this.#kept = undefined;
		this.#append(kept);
	}

	#append(chunk: Uint8Array): void {
		const fd = this.#open();
		const hole = chunk.length <= zeros.length && zeros.subarray(0, chunk.length).equals(chunk);
		for (let done = 0; !hole && done < chunk.length; ) {
			done += writeSync(fd, chunk, done, chunk.length - done, this.#position + done);
			this.#end = this.#position + done;
		}
		this.#position += chunk.length;
	}

	#open(): number {
		this.#fd ??= openSync(this.#name, 'wx', this.#mode);
		this.#created = true;
		return this.#fd;
	}

	#closeFile(): void {
		if (this.#fd === undefined) return;
		closeSync(this.#fd);
		this.#fd = undefined;
	}
}
