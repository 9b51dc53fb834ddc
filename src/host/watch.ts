import {existsSync, type FSWatcher, watch} from 'node:fs';
import {basename, extname, join, relative} from 'node:path';

/** An editor that saves a file writes it in several steps, and whoever saves all writes several. */
const quietMs = 100;

/** Tells of saves of sources below some folders, those that come together at once. */
export class SaveWatcher {
	readonly #watchers: readonly FSWatcher[];
	readonly #root: string;
	#saved = new Set<string>();
	#timer: NodeJS.Timeout | undefined;
	#onSaves: ((paths: readonly string[]) => void) | undefined;

	/** `folders` are relative to `root` or absolute; those that are absent are left out. */
	constructor(root: string, folders: readonly string[]) {
		this.#root = root;
		const present = [
			...new Set(folders.map((folder) => (folder.startsWith('/') ? folder : join(root, folder)))),
		];
		this.#watchers = present.filter(existsSync).map((folder) =>
			watch(folder, {recursive: true}, (_, name) => {
				if (name !== null && isSource(name)) this.#hear(join(folder, name));
			}),
		);
	}

	/** Calls the listener from now on; saves that nobody listened to yet are told at once. */
	listen(onSaves: ((paths: readonly string[]) => void) | undefined): void {
		this.#onSaves = onSaves;
		if (this.#saved.size > 0) this.#wait();
	}

	/** The next saves; rejects with the signal's reason. */
	next(signal: AbortSignal): Promise<readonly string[]> {
		return new Promise((resolve, reject) => {
			const abort = () => {
				this.listen(undefined);
				reject(signal.reason);
			};
			if (signal.aborted) return abort();
			signal.addEventListener('abort', abort, {once: true});
			this.listen((paths) => {
				signal.removeEventListener('abort', abort);
				this.listen(undefined);
				resolve(paths);
			});
		});
	}

	close(): void {
		clearTimeout(this.#timer);
		for (const watcher of this.#watchers) watcher.close();
	}

	#hear(path: string): void {
		this.#saved.add(relative(this.#root, path));
		this.#wait();
	}

	#wait(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			if (this.#onSaves === undefined) return;
			const paths = [...this.#saved].sort();
			this.#saved = new Set();
			this.#onSaves(paths);
		}, quietMs);
	}
}

const extensions = new Set(['.c', '.h', '.S', '.cc', '.gypi', '.ts', '.json']);
const names = new Set(['Kbuild', 'Makefile', 'Kconfig', 'init']);

/** Sources, and not what editors leave beside them. */
export function isSource(path: string): boolean {
	const name = basename(path);
	if (name.startsWith('.') || name.startsWith('#')) return false;
	return extensions.has(extname(name)) || names.has(name);
}

/** Whether a change of this file asks for a new process: what runs on the host was loaded when this one started. */
export function isHostCode(path: string): boolean {
	return path.startsWith('src/') && !path.startsWith('src/guest/');
}
