import {linkSync, lstatSync, mkdirSync, realpathSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {BenchError, InfraError, UsageError} from '../errors.ts';
import {Draft} from './draft.ts';
import {enableVerity} from './enable-verity.ts';
import {Pacer} from './pacer.ts';

/** An object and where it is. */
export interface StoredObject {
	/** Below the store's directory, such as `ab/cdef...`: what an image records as backing path. */
	readonly path: string;
	/** The fs-verity digest, 64 hexadecimal digits. */
	readonly digest: string;
	readonly size: bigint;
	/** False when the store had it already. */
	readonly added: boolean;
}

export interface ObjectStoreOptions {
	/** Enable fs-verity on every object that is added, or was added before without it. Default false. */
	readonly verity?: boolean;
}

/** Read by the owner only: an object may be the content of a file that others may not read. */
const objectMode = 0o600;

/**
 * A directory of objects addressed by their fs-verity digest: `ab/cdef...` for the digest `abcdef...`.
 *
 * An object appears whole or not at all: it is written under a temporary name in the store's directory, then linked to its
 * own, so that of two processes that add the same one the first wins and the other uses its object. Objects have
 * mode 0600, have holes where 1 MiB of zeros was, and are never changed or removed. Nothing is synced.
 */
export class ObjectStore {
	/** Absolute, without symbolic links. */
	readonly directory: string;
	readonly #verity: boolean;

	private constructor(directory: string, verity: boolean) {
		this.directory = directory;
		this.#verity = verity;
	}

	/** Makes the directory where there is none. */
	static open(directory: string, {verity = false}: ObjectStoreOptions = {}): ObjectStore {
		try {
			mkdirSync(directory, {recursive: true});
			return new ObjectStore(realpathSync(directory), verity);
		} catch (error) {
			throw new UsageError(
				`Expected a directory as object store, got '${directory}': ${(error as Error).message}`,
				{
					cause: error,
				},
			);
		}
	}

	/** Adds content, or finds it. */
	async add(content: Uint8Array | Iterable<Uint8Array>, signal?: AbortSignal): Promise<StoredObject> {
		const pacer = new Pacer(signal);
		const chunks = content instanceof Uint8Array ? [content] : content;
		const draft = new Draft(this.directory, objectMode);
		try {
			for (const chunk of chunks) {
				draft.write(chunk);
				await pacer.pause();
			}
			return this.#publish(draft);
		} catch (error) {
			throw this.#storeError(error);
		} finally {
			draft.close();
		}
	}

	#publish(draft: Draft): StoredObject {
		const digest = draft.digest();
		const path = `${digest.slice(0, 2)}/${digest.slice(2)}`;
		const file = join(this.directory, path);
		const object = {path, digest, size: draft.size};

		if (this.#holds(file, draft.size)) return {...object, added: false};
		const temporary = draft.finish();
		if (this.#verity) enableVerity(temporary);
		mkdirSync(dirname(file), {recursive: true});
		try {
			linkSync(temporary, file);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST' && this.#holds(file, draft.size))
				return {...object, added: false};
			throw error;
		}
		return {...object, added: true};
	}

	/** Whether an object is there. One of another size is damaged: what a crash of the machine may leave. */
	#holds(file: string, size: bigint): boolean {
		const stats = lstatSync(file, {bigint: true, throwIfNoEntry: false});
		if (stats === undefined) return false;
		if (!stats.isFile() || stats.size !== size)
			throw new InfraError(
				`The object '${file}' is damaged: expected a file of ${size} bytes, got ${stats.size}`,
				{
					remedy: `rm '${file}', then pack again.`,
				},
			);
		if (this.#verity) enableVerity(file);
		return true;
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
