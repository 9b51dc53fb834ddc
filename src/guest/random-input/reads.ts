import {openSync, readSync, writeFileSync} from 'node:fs';
import {constants as c, type IoUring, loadNative, type Mapping} from '../../native.ts';
import type {Random} from '../random.ts';
import type {Can} from './tree.ts';

const page = 4096;
const ways = ['read', 'pread', 'readv', 'splice', 'mmap', 'io_uring', 'direct'] as const;
const disturbances = ['dontneed', 'willneed', 'drop_caches', 'reopen', 'map', 'unmap'] as const;

/** One step of a program of reads. Offsets and lengths in bytes. */
export type ReadStep =
	| {readonly way: (typeof ways)[number]; readonly offset: number; readonly length: number}
	| {readonly way: (typeof disturbances)[number]};

/** A program for a file of this size: reads of every kind, some past the end, and what may disturb them between. */
export function randomReads(random: Random, size: number, steps: number, can: Can): readonly ReadStep[] {
	const usable = ways.filter((way) => way !== 'direct' || can('direct-io'));
	return Array.from({length: steps}, (): ReadStep => {
		if (random.integer(5) === 0) return {way: random.pick([...disturbances])};
		const way = usable[random.integer(usable.length)] ?? 'pread';
		const round = random.integer(3) === 0 || way === 'direct';
		const offset = random.integer(size + page);
		const length = 1 + random.integer(random.pick([16, page, 3 * page, size]));
		return round
			? {way, offset: offset - (offset % page), length: Math.ceil(length / page) * page}
			: {way, offset, length};
	});
}

/** Smaller numbers for a step, the greatest step down first. */
export function* smallerSteps(steps: readonly ReadStep[]): Generator<readonly ReadStep[]> {
	for (const [index, step] of steps.entries()) {
		if (!('length' in step)) continue;
		const replaced = (other: ReadStep) => steps.map((one, at) => (at === index ? other : one));
		const unit = step.way === 'direct' ? page : 1;
		for (const length of [unit, Math.floor(step.length / 2 / unit) * unit])
			if (length > 0 && length < step.length) yield replaced({...step, length});
		for (const offset of [0, Math.floor(step.offset / 2 / unit) * unit])
			if (offset < step.offset) yield replaced({...step, offset});
	}
}

/** What a read may give: all that was asked for up to the end, or less of it, but something unless at the end. */
function complaint(read: Buffer, content: Buffer, offset: number, length: number): string | undefined {
	const expected = content.subarray(offset, offset + length);
	if (read.length > expected.length) return `gave ${read.length} bytes, only ${expected.length} are there`;
	if (read.length === 0 && expected.length > 0) return `gave nothing, ${expected.length} bytes are there`;
	const first = read.findIndex((byte, index) => byte !== expected[index]);
	return first < 0 ? undefined : `differs at ${offset + first}: ${read[first]}, expected ${expected[first]}`;
}

/** A file that programs run on; to be closed. */
export class ReadProgram implements Disposable {
	readonly #path: string;
	readonly #content: Buffer;
	readonly #ring: IoUring | undefined;
	readonly #pipe = loadNative().pipe2(c.O_CLOEXEC | c.O_NONBLOCK);
	#fd: number;
	#mapping: Mapping | undefined;

	/** `ring`: where the kernel has io_uring; else these reads are pread's. */
	constructor(path: string, content: Buffer, ring: IoUring | undefined) {
		this.#path = path;
		this.#content = content;
		this.#ring = ring;
		this.#fd = openSync(path, 'r');
	}

	/** Runs the steps; the first that gives something wrong, in words, or undefined. */
	run(steps: readonly ReadStep[]): string | undefined {
		for (const [index, step] of steps.entries()) {
			if (!('length' in step)) {
				this.#disturb(step.way);
				continue;
			}
			const wrong = this.#check(step);
			if (wrong !== undefined) return `step ${index + 1}, ${JSON.stringify(step)}: ${wrong}`;
		}
		return undefined;
	}

	[Symbol.dispose](): void {
		this.#mapping?.[Symbol.dispose]();
		for (const fd of [this.#fd, this.#pipe.read, this.#pipe.write]) loadNative().close(fd);
	}

	#check({way, offset, length}: Extract<ReadStep, {length: number}>): string | undefined {
		const read = this.#read(way as (typeof ways)[number], offset, length);
		return complaint(read, this.#content, offset, length);
	}

	#read(way: (typeof ways)[number], offset: number, length: number): Buffer {
		const native = loadNative();
		const fd = this.#fd;
		switch (way) {
			case 'read': {
				native.lseek(fd, offset, c.SEEK_SET);
				const bytes = Buffer.alloc(length);
				return bytes.subarray(0, readSync(fd, bytes, 0, length, null));
			}
			case 'pread':
				return native.pread(fd, length, offset);
			case 'readv': {
				const first = Math.ceil(length / 3);
				const lengths = length === first ? [first] : [first, length - first];
				return Buffer.concat(native.preadv2(fd, lengths, offset, 0));
			}
			case 'splice': {
				const to = this.#pipe.write;
				const count = native.splice({from: fd, fromOffset: offset, to, toOffset: null, length, flags: 0});
				const bytes = Buffer.alloc(count);
				for (let at = 0; at < count; ) at += readSync(this.#pipe.read, bytes, at, count - at, null);
				return bytes;
			}
			case 'io_uring': {
				if (this.#ring === undefined) return native.pread(fd, length, offset);
				const request = {opcode: c.IORING_OP_READ, flags: 0, fd, offset, lengths: [length], rwFlags: 0};
				const [result] = this.#ring.readAll([request]);
				if (!Buffer.isBuffer(result)) throw new Error(`io_uring gave the errno ${result}`);
				return result;
			}
			case 'direct': {
				const direct = native.openat(c.AT_FDCWD, this.#path, c.O_RDONLY | c.O_DIRECT | c.O_CLOEXEC, 0);
				try {
					return native.pread(direct, length, offset);
				} finally {
					native.close(direct);
				}
			}
			case 'mmap': {
				// What is past the last page faults, as it must; this is about bytes.
				const end = Math.min(offset + length, this.#content.length);
				if (offset >= end) return Buffer.alloc(0);
				const start = offset - (offset % page);
				using mapping = this.#map(start, end - start);
				return mapping.read(offset - start, end - offset);
			}
		}
	}

	#map(offset: number, length: number): Mapping {
		return new (loadNative().Mapping)({
			fd: this.#fd,
			length,
			protection: c.PROT_READ,
			flags: c.MAP_SHARED,
			offset,
		});
	}

	#disturb(way: (typeof disturbances)[number]): void {
		const native = loadNative();
		switch (way) {
			case 'dontneed':
				native.posix_fadvise(this.#fd, 0, 0, c.POSIX_FADV_DONTNEED);
				break;
			case 'willneed':
				native.posix_fadvise(this.#fd, 0, 0, c.POSIX_FADV_WILLNEED);
				break;
			case 'drop_caches':
				writeFileSync('/proc/sys/vm/drop_caches', '3');
				break;
			case 'reopen':
				native.close(this.#fd);
				this.#fd = openSync(this.#path, 'r');
				break;
			case 'map':
				// Kept while others read: half of the file.
				this.#mapping?.[Symbol.dispose]();
				this.#mapping = this.#map(0, Math.ceil(this.#content.length / 2));
				this.#mapping.read(0, 1);
				break;
			case 'unmap':
				this.#mapping?.[Symbol.dispose]();
				this.#mapping = undefined;
				break;
		}
	}
}
