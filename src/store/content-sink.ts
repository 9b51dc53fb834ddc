import {digestListed, type ListedFile} from './digest-file.ts';
import {FsverityHasher} from './fsverity.ts';
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

/** Where packing puts content: an object store, or nowhere. */
export interface ContentSink {
	add(
		content: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
		signal?: AbortSignal,
	): Promise<StoredObject>;
	/** The same for a file that was listed, digested on another thread. Throws an InfraError when it has changed since. */
	addFile(file: ListedFile, signal?: AbortSignal): Promise<StoredObject>;
}

/** Gives content the path and the digest that a store would, and drops it. */
export const digestOnly: ContentSink = {
	async add(content, signal) {
		const pacer = new Pacer(signal);
		const hasher = new FsverityHasher();
		let size = 0n;
		for await (const chunk of content instanceof Uint8Array ? [content] : content) {
			hasher.update(chunk);
			size += BigInt(chunk.length);
			await pacer.pause();
		}
		const digest = hasher.digest().toString('hex');
		return {path: objectPath(digest), digest, size, added: false};
	},
	async addFile(file, signal) {
		const digest = await digestListed(file, signal);
		return {path: objectPath(digest), digest, size: file.stats.size, added: false};
	},
};

/** Where the object of a digest lies below a store. */
export function objectPath(digest: string): string {
	return `${digest.slice(0, 2)}/${digest.slice(2)}`;
}
