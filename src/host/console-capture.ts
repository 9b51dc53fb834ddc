import {open, stat, writeFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {cleanLines} from '../console/line.ts';
import {type Splat, SplatScanner} from '../console/splat.ts';
import {consoleMark} from '../result/protocol.ts';
import {diskError} from './naming-disk.ts';

/** Half of what is kept of one case's console: so much of its beginning, and so much of its end. */
const keptEachEndBytes = 512 * 1024;
const shownTailLines = 12;
const tailCharacters = 16 * 1024;
const chunkBytes = 256 * 1024;

export interface CaptureOptions {
	/** The instance's console, and where the case's part of it starts. */
	readonly from: string;
	readonly offset: number;
	/** What comes later is evidence that we asked for ourselves; it is kept but not judged. */
	readonly judgeUntil?: number;
	/** Where the case's part is kept. */
	readonly to: string;
}

export interface CapturedConsole {
	readonly splats: readonly Splat[];
	/** What our own questions after the deadline brought to light, such as where an NMI found the CPU. */
	readonly evidence: readonly Splat[];
	/** The last lines of the case itself, for a guest that died or hung without a splat. */
	readonly tail: readonly string[];
	readonly cutBytes: number;
	/** What init printed of the agent's end. */
	readonly agentStatus?: string;
	readonly endOffset: number;
}

/** Reads one case's part of the console, looks for splats in all of it, and keeps its two ends in a file. */
export async function captureConsole(options: CaptureOptions): Promise<CapturedConsole> {
	const judged = new TextScanner();
	const evidence = new TextScanner();
	const kept = new TwoEnds(keptEachEndBytes);
	let position = options.offset;

	{
		await using file = await open(options.from);
		const buffer = Buffer.allocUnsafe(chunkBytes);
		for (;;) {
			const {bytesRead} = await file.read(buffer, 0, buffer.length, position);
			if (bytesRead === 0) break;

			const border = (options.judgeUntil ?? Number.POSITIVE_INFINITY) - position;
			const split = Math.max(0, Math.min(bytesRead, border));
			judged.push(buffer.subarray(0, split));
			evidence.push(buffer.subarray(split, bytesRead));
			kept.push(Buffer.from(buffer.subarray(0, bytesRead)));
			position += bytesRead;
		}
	}

	await writeFile(options.to, kept.bytes()).catch((error) => {
		throw diskError(options.to, error);
	});
	const ended = judged.tail.findLast((line) => line.startsWith(consoleMark.agentEnded));
	return {
		splats: judged.splats(),
		evidence: evidence.splats(),
		tail: sinceStart(judged.tail).slice(-shownTailLines),
		cutBytes: kept.cutBytes,
		...(ended !== undefined && {agentStatus: ended.replace(/^.*status /, '')}),
		endOffset: position,
	};
}

/** The kernel may print later than the agent reports: waits until the case's end mark is on the console. False: it didn't come. */
export async function waitForMark(
	path: string,
	offset: number,
	mark: string,
	patienceMs: number,
): Promise<boolean> {
	const giveUp = performance.now() + patienceMs;
	while (performance.now() < giveUp) {
		if (await tailHolds(path, offset, mark)) return true;
		await sleep(10);
	}
	return false;
}

async function tailHolds(path: string, offset: number, mark: string): Promise<boolean> {
	const {size} = await stat(path);
	const start = Math.max(offset, size - chunkBytes);
	await using file = await open(path);
	const buffer = Buffer.allocUnsafe(size - start);
	const {bytesRead} = await file.read(buffer, 0, buffer.length, start);
	return buffer.subarray(0, bytesRead).includes(mark);
}

/** What the guest said before the case began is not the case's. */
function sinceStart(lines: readonly string[]): readonly string[] {
	const start = lines.findLastIndex((line) => line.startsWith(consoleMark.anyStart));
	return lines.slice(start + 1).filter((line) => line.trim() !== '');
}

/** Scans bytes for splats, and remembers the last lines. */
class TextScanner {
	readonly #scanner = new SplatScanner();
	readonly #decoder = new TextDecoder();
	#recent = '';

	push(bytes: Uint8Array): void {
		const text = this.#decoder.decode(bytes, {stream: true});
		this.#scanner.push(text);
		this.#recent = (this.#recent + text).slice(-tailCharacters);
	}

	splats(): readonly Splat[] {
		return this.#scanner.finish();
	}

	get tail(): readonly string[] {
		return this.#recent.split('\n').flatMap(cleanLines);
	}
}

/** The beginning and the end of a stream, and how much was lost between. */
class TwoEnds {
	readonly #limit: number;
	readonly #head: Buffer[] = [];
	#headBytes = 0;
	#tail: Buffer[] = [];
	#tailBytes = 0;
	cutBytes = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	push(chunk: Buffer): void {
		const toHead = chunk.subarray(0, this.#limit - this.#headBytes);
		this.#head.push(toHead);
		this.#headBytes += toHead.length;

		const toTail = chunk.subarray(toHead.length);
		this.#tail.push(toTail);
		this.#tailBytes += toTail.length;
		while (this.#tailBytes > this.#limit) this.#drop();
	}

	#drop(): void {
		const first = this.#tail.shift();
		if (first === undefined) return;
		const rest = first.subarray(Math.min(first.length, this.#tailBytes - this.#limit));
		this.#tailBytes -= first.length - rest.length;
		this.cutBytes += first.length - rest.length;
		if (rest.length > 0) this.#tail.unshift(rest);
	}

	bytes(): Buffer {
		const mark =
			this.cutBytes > 0 ? [Buffer.from(`\n[... ${this.cutBytes} bytes cut by composefs-bench ...]\n`)] : [];
		return Buffer.concat([...this.#head, ...mark, ...this.#tail]);
	}
}
