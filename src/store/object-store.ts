import {linkSync, lstatSync, mkdirSync, realpathSync, rmSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {BenchError, InfraError, UsageError} from '../errors.ts';
import {cloneFile} from './clone-file.ts';
import {readContent} from './content.ts';
import {type ContentSink, objectPath, type StoredObject} from './content-sink.ts';
import {digestListed, type ListedFile} from './digest-file.ts';
import {Draft, temporaryName} from './draft.ts';
import {enableVerity, lacksVerity, type VerityWish} from './enable-verity.ts';
import {Pacer} from './pacer.ts';
import {syncPath} from './sync-path.ts';

export interface ObjectStoreOptions {
	/**
	 * Enable fs-verity on every object that is added, or was added before without it. `where-possible` tries it on those that are
	 * added, and says in `withoutVerity` why it did not work. Default false.
	 */
	readonly verity?: VerityWish;
	/** Permissions of objects that are added. Default 0644: who may read content is up to the store's directory. */
	readonly mode?: number;
	/** Whether objects are on the disk when `flush` returns, for power failures. Default true. */
	readonly sync?: boolean;
}

/**
 * A directory of objects addressed by their fs-verity digest: `ab/cdef...` for the digest `abcdef...`.
 *
 * An object appears whole or not at all: it is written under a temporary name in the store's directory, then linked to its
 * own, so that of two processes that add the same one the first wins and the other uses its object. Objects have holes where
 * 1 MiB of zeros was, and are never changed. Content is synced before it gets its name, names when `flush` is called. Whoever adds
 * objects for an image holds `lockStore` from before the first until the image is written, else a collector may take them.
 */
export class ObjectStore implements ContentSink {
	/** Absolute, without symbolic links. */
	readonly directory: string;
	#verity: VerityWish;
	#withoutVerity: string | undefined;
	readonly #mode: number;
	readonly #sync: boolean;
	/** Directories with names that may not be on the disk yet. */
	readonly #changed = new Set<string>();

	private constructor(directory: string, {verity = false, mode = 0o644, sync = true}: ObjectStoreOptions) {
		this.directory = directory;
		this.#verity = verity;
		this.#mode = mode;
		this.#sync = sync;
	}

	/**
	 * Makes the directory where there is none, for its owner only: objects may be the content of files that others may not read.
	 * One that is there keeps its permissions.
	 */
	static open(directory: string, options: ObjectStoreOptions = {}): ObjectStore {
		try {
			mkdirSync(dirname(resolve(directory)), {recursive: true});
			makeDirectory(directory, 0o700);
			return new ObjectStore(realpathSync(directory), options);
		} catch (error) {
			throw new UsageError(
				`Expected a directory as object store, got '${directory}': ${(error as Error).message}`,
				{
					cause: error,
				},
			);
		}
	}

	/** Why objects that were added have no fs-verity, where it was wished for; undefined if they have. */
	get withoutVerity(): string | undefined {
		return this.#withoutVerity;
	}

	/** Adds content, or finds it. */
	async add(
		content: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
		signal?: AbortSignal,
	): Promise<StoredObject> {
		const pacer = new Pacer(signal);
		const chunks = content instanceof Uint8Array ? [content] : content;
		const draft = new Draft(this.directory, this.#mode);
		try {
			for await (const chunk of chunks) {
				draft.write(chunk);
				await pacer.pause();
			}
			return await this.#publish(draft);
		} catch (error) {
			throw this.#storeError(error);
		} finally {
			draft.close();
		}
	}

	/** A copy shares the file's blocks where the filesystem can. */
	async addFile(listed: ListedFile, signal?: AbortSignal): Promise<StoredObject> {
		const digest = await digestListed(listed, signal);
		const {size} = listed.stats;
		const path = objectPath(digest);
		try {
			if (this.#holds(join(this.directory, path), size)) return {path, digest, size, added: false};
			const clone = cloneFile(listed, temporaryName(this.directory), this.#mode);
			if (clone === undefined) return await this.add(readContent(listed), signal);
			try {
				return await this.#link(clone, {path, digest, size});
			} finally {
				rmSync(clone, {force: true});
			}
		} catch (error) {
			throw this.#storeError(error);
		}
	}

	async #publish(draft: Draft): Promise<StoredObject> {
		const digest = draft.digest();
		const object = {path: objectPath(digest), digest, size: draft.size};
		if (this.#holds(join(this.directory, object.path), draft.size)) return {...object, added: false};
		return this.#link(draft.finish(), object);
	}

	/** Gives a whole file the name of its object; content first, then the name, reach the disk. */
	async #link(temporary: string, object: Omit<StoredObject, 'added'>): Promise<StoredObject> {
		const file = join(this.directory, object.path);
		if (this.#sync) await syncPath(temporary);
		this.#enableVerity(temporary);
		makeDirectory(dirname(file));
		try {
			linkSync(temporary, file);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST' && this.#holds(file, object.size))
				return {...object, added: false};
			throw error;
		}
		this.#changed.add(dirname(file));
		return {...object, added: true};
	}

	/** Waits until the names of all objects that were added are on the disk. */
	async flush(): Promise<void> {
		if (!this.#sync || this.#changed.size === 0) return;
		const directories = [...this.#changed, this.directory];
		this.#changed.clear();
		for (const directory of directories) await syncPath(directory);
	}

	/** Whether an object is there. One of another size is damaged: what a crash of the machine may leave. */
	#holds(file: string, size: bigint): boolean {
		const stats = lstatSync(file, {bigint: true, throwIfNoEntry: false});
		if (stats === undefined) return false;
		if (!stats.isFile() || stats.size !== size)
			throw new InfraError(
				`The object '${file}' is damaged: expected a file of ${size} bytes, got ${stats.size}`,
				{
					remedy: `cfsbench store repair '${this.directory}', then pack again.`,
				},
			);
		if (this.#verity === true) enableVerity(file);
		// Whoever added it may not have synced its name yet, and an image may soon rely on it.
		this.#changed.add(dirname(file));
		return true;
	}

	#enableVerity(temporary: string): void {
		if (this.#verity === false) return;
		try {
			enableVerity(temporary);
		} catch (error) {
			if (this.#verity === true || !lacksVerity(error)) throw error;
			this.#withoutVerity = (error.cause as Error).message;
			this.#verity = false;
		}
	}

	#storeError(error: unknown): unknown {
		const {code, syscall} = error as NodeJS.ErrnoException;
		if (error instanceof BenchError || code === undefined || syscall === undefined) return error;
		return new InfraError(
			`The object store '${this.directory}' can't take an object: ${(error as Error).message}`,
			{
				cause: error,
				...(code === 'ENOSPC' || code === 'EDQUOT'
					? {remedy: 'Free some space, or choose another store.'}
					: {}),
			},
		);
	}
}

/** One that exists already is left as it is; a link to one, too. */
function makeDirectory(path: string, mode = 0o777): void {
	try {
		mkdirSync(path, {mode});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
	}
}
