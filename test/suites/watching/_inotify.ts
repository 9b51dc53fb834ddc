import {readSync} from 'node:fs';
import type {CaseContext} from '#case';
import {constants as c, type Descriptor, loadNative} from '../../../src/native.ts';

/** struct inotify_event without its name. */
const headSize = 16;
const {IN_ACCESS, IN_CLOSE_NOWRITE, IN_IGNORED, IN_OPEN, IN_UNMOUNT} = c;
const names = {IN_ACCESS, IN_CLOSE_NOWRITE, IN_IGNORED, IN_OPEN, IN_UNMOUNT};

/** An inotify(7) of every event of some paths, until the end of the case. */
export class Inotify {
	readonly #fd: Descriptor;
	readonly #watched = new Map<number, string>();

	constructor(t: CaseContext, watched: Readonly<Record<string, string>>) {
		this.#fd = loadNative().inotify_init1(c.IN_NONBLOCK | c.IN_CLOEXEC);
		t.cleanUp('an inotify', () => loadNative().close(this.#fd));
		for (const [name, path] of Object.entries(watched))
			this.#watched.set(loadNative().inotify_add_watch(this.#fd, path, c.IN_ALL_EVENTS), name);
	}

	/** What has happened since it was last asked, such as 'file IN_OPEN'; of a directory also the entry's name. */
	events(): string[] {
		const events: string[] = [];
		const bytes = readAvailable(this.#fd);
		for (let at = 0; at < bytes.length; ) {
			const length = bytes.readUInt32LE(at + 12);
			const name = bytes.toString('utf8', at + headSize, at + headSize + length).replace(/\0.*/s, '');
			const watched = this.#watched.get(bytes.readInt32LE(at)) ?? 'unknown';
			events.push(`${watched}${name && `/${name}`} ${wordsOf(bytes.readUInt32LE(at + 4))}`);
			at += headSize + length;
		}
		return events;
	}
}

/** What can be read without waiting. */
export function readAvailable(fd: Descriptor): Buffer {
	const bytes = Buffer.alloc(65_536);
	try {
		return bytes.subarray(0, readSync(fd, bytes));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
		return Buffer.alloc(0);
	}
}

function wordsOf(mask: number): string {
	const known = Object.entries(names).filter(([, bit]) => (mask & bit) !== 0);
	const rest = known.reduce((left, [, bit]) => left & ~bit, mask & ~c.IN_ISDIR);
	return [...known.map(([name]) => name), ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])].join(' ');
}
