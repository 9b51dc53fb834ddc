import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, existsSync, mkdirSync, openSync, read, readdirSync, readFileSync, write} from 'node:fs';
import {promisify} from 'node:util';
import {constants, loadNative} from '../native.ts';
import type {TerminalSize} from '../result/protocol.ts';

/** ioctl_tty(2); the numbers of x86-64 and arm64. */
const TIOCSPTLCK = 0x40045431;
const TIOCGPTN = 0x80045430;
const TIOCSWINSZ = 0x5414;

/** What was written before the last process left may still be read for this long. */
const drainMs = 300;

const readBytes = promisify(read);
const writeBytes = promisify(write);

export interface TerminalOptions {
	readonly command: readonly string[];
	readonly directory: string;
	readonly environment: Readonly<Record<string, string>>;
	readonly size: TerminalSize;
	readonly onOutput: (bytes: Buffer) => void;
}

/** A program on a pseudo-terminal of its own, in a session of its own, so that Ctrl-C and job control work. */
export class Terminal {
	/** The program's exit status; 128 and the signal's number where a signal ended it. */
	readonly ended: Promise<number>;
	readonly #master: number;
	readonly #child: ChildProcess;
	#writing: Promise<unknown> = Promise.resolve();

	constructor(options: TerminalOptions) {
		mountTerminals();
		this.#master = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
		const native = loadNative();
		native.ioctl(this.#master, TIOCSPTLCK, Buffer.alloc(4));
		const number = native.ioctl(this.#master, TIOCGPTN, Buffer.alloc(4)).argument.readUInt32LE();
		this.resize(options.size);

		const slave = openSync(`/dev/pts/${number}`, constants.O_RDWR | constants.O_NOCTTY);
		const child = spawn('setsid', ['--ctty', ...options.command], {
			stdio: [slave, slave, slave],
			cwd: options.directory,
			env: options.environment,
		});
		closeSync(slave);
		this.#child = child;
		this.ended = this.#run(child, options.onOutput);
	}

	input(bytes: Buffer): void {
		// A program that ended no longer reads what was typed.
		this.#writing = this.#writing
			.then(() => writeBytes(this.#master, bytes, 0, bytes.length, null))
			.catch(() => {});
	}

	resize({rows, columns}: TerminalSize): void {
		const size = Buffer.alloc(8);
		size.writeUInt16LE(rows, 0);
		size.writeUInt16LE(columns, 2);
		loadNative().ioctl(this.#master, TIOCSWINSZ, size);
	}

	/** Ends what still runs on it, so that nothing holds the mounts below. To be called once. */
	async close(): Promise<void> {
		for (const pid of processesOf(this.#child.pid)) kill(pid);
		await this.ended.catch(() => {});
		closeSync(this.#master);
	}

	async #run(child: ChildProcess, onOutput: (bytes: Buffer) => void): Promise<number> {
		const exit = new Promise<number>((resolve, reject) => {
			child.once('error', reject);
			child.once('exit', (code, signal) =>
				resolve(code ?? 128 + (signal === null ? 0 : signalNumber(signal))),
			);
		});
		const drained = this.#copy(onOutput);
		const status = await exit;
		// What it left in the background may hold the terminal open for ever.
		await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, drainMs))]);
		return status;
	}

	/** Reads until nobody holds the other end: EIO. */
	async #copy(onOutput: (bytes: Buffer) => void): Promise<void> {
		const buffer = Buffer.alloc(64 * 1024);
		try {
			for (;;) {
				const {bytesRead} = await readBytes(this.#master, buffer, 0, buffer.length, null);
				if (bytesRead === 0) return;
				onOutput(Buffer.from(buffer.subarray(0, bytesRead)));
			}
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
		}
	}
}

/** The processes of a session; see proc_pid_stat(5). */
function processesOf(session: number | undefined): readonly number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && sessionOf(name) === session)
		.map(Number);
}

function sessionOf(pid: string): number | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
	} catch {
		return undefined;
	}
}

function kill(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It was faster.
	}
}

function signalNumber(signal: NodeJS.Signals): number {
	return {SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15}[signal as string] ?? 0;
}

function mountTerminals(): void {
	if (existsSync('/dev/pts/ptmx')) return;
	mkdirSync('/dev/pts', {recursive: true});
	loadNative().mount('devpts', '/dev/pts', 'devpts', 0, 'ptmxmode=0666');
}
