import {closeSync, constants, openSync, readSync, writeFileSync, writeSync} from 'node:fs';
import {parseKmsg} from './proc.ts';

const device = '/dev/kmsg';

/** Writes a line into the kernel's log, loud enough for every console. */
export function logToKernel(line: string): void {
	const descriptor = openSync(device, constants.O_WRONLY);
	try {
		writeSync(descriptor, `<1>${line}\n`);
	} finally {
		closeSync(descriptor);
	}
}

/** Our own lines must not fall to the rate limit of /dev/kmsg. Fails where the command line has already decided. */
export function openKernelLog(): void {
	try {
		writeFileSync('/proc/sys/kernel/printk_devkmsg', 'on\n');
	} catch {
		// The command line's printk.devkmsg rules.
	}
}

/** Follows the kernel's log. Opened once per guest: a new reader would have to pass all of the boot first. */
export class KernelLog {
	readonly #descriptor = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK);
	readonly #buffer = Buffer.allocUnsafe(8192);
	#lines: string[] = [];

	/** Forgets what was logged so far. */
	reset(): void {
		this.#drain();
		this.#lines = [];
	}

	/** What was logged since the last reset. */
	lines(): readonly string[] {
		this.#drain();
		return this.#lines;
	}

	#drain(): void {
		for (;;) {
			let length: number;
			try {
				length = readSync(this.#descriptor, this.#buffer, 0, this.#buffer.length, null);
			} catch (error) {
				const {code} = error as NodeJS.ErrnoException;
				if (code === 'EAGAIN') return;
				// Records were overwritten before we read them: go on with what is left.
				if (code === 'EPIPE' || code === 'EINTR') continue;
				throw error;
			}
			const record = parseKmsg(this.#buffer.toString('utf8', 0, length));
			if (record !== undefined) this.#lines.push(record.text);
		}
	}
}
