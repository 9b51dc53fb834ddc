import {existsSync, lstatSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {BenchError} from '../errors.ts';
import {objectPath} from './content-sink.ts';
import {digestListed, type ListedFile} from './digest-file.ts';
import {Jobs} from './jobs.ts';
import {isObjectPath} from './list-store.ts';

const objectPathLength = 65;

/** Directories where content with a known digest may be found: object stores, and trees of files with any names. */
export class ContentSources {
	readonly #directories: readonly string[];
	readonly #threads: number;
	readonly #signal: AbortSignal | undefined;
	#files: Promise<Map<string, ListedFile>> | undefined;

	constructor(directories: readonly string[], threads: number, signal: AbortSignal | undefined) {
		this.#directories = directories;
		this.#threads = threads;
		this.#signal = signal;
	}

	/**
	 * A file with this content, its digest computed just now. What stores have by name is looked at first; only when none has it
	 * are all other files digested, once.
	 */
	async find(digest: string): Promise<ListedFile | undefined> {
		for (const directory of this.#directories) {
			const listed = listFile(join(directory, objectPath(digest)));
			if (listed !== undefined && (await this.#digest(listed)) === digest) return listed;
		}
		this.#files ??= this.#digestAll();
		return (await this.#files).get(digest);
	}

	async #digestAll(): Promise<Map<string, ListedFile>> {
		const files = new Map<string, ListedFile>();
		await using jobs = new Jobs(this.#threads);
		for (const directory of this.#directories)
			for (const entry of readdirSync(directory, {recursive: true, withFileTypes: true})) {
				const file = join(entry.parentPath, entry.name);
				if (!entry.isFile() || isObjectPath(file.slice(-objectPathLength))) continue;
				await jobs.add(async () => {
					const listed = listFile(file);
					const digest = listed && (await this.#digest(listed));
					if (listed !== undefined && digest !== undefined) files.set(digest, listed);
				});
			}
		await jobs.done();
		return files;
	}

	/** Undefined for a file that can't be read, or changes. */
	async #digest(listed: ListedFile): Promise<string | undefined> {
		try {
			return await digestListed(listed, this.#signal);
		} catch (error) {
			this.#signal?.throwIfAborted();
			if (!(error instanceof BenchError)) throw error;
			return undefined;
		}
	}
}

function listFile(path: string): ListedFile | undefined {
	if (!existsSync(path)) return undefined;
	const stats = lstatSync(path, {bigint: true, throwIfNoEntry: false});
	return stats?.isFile() && stats.size > 0n ? {file: Buffer.from(path), stats} : undefined;
}
