import {constants} from './constants.ts';
import type {Descriptor} from './types.ts';

/** native/fsverity_digest.cc; {@link fsverityDigestWith} is what one calls. */
export interface DigestCalls {
	/**
	 * Starts on a thread of libuv's pool. The promise rejects with a SyscallError, with ECANCELED after `cancel`. Bytes are
	 * copied and a descriptor is duplicated first.
	 */
	startFsverityDigest(
		source: Descriptor | Uint8Array,
		options: {readonly algorithm: number; readonly blockSize: number; readonly salt: Uint8Array},
		onProgress: (done: bigint, total: bigint) => void,
	): {readonly promise: Promise<Buffer>; readonly cancel: () => void};
}

export interface DigestOptions {
	/** `FS_VERITY_HASH_ALG_*`; default SHA-256. */
	readonly algorithm?: number;
	/** Bytes of a Merkle tree block, a power of two from 1024 to 65536; default 4096. */
	readonly blockSize?: number;
	/** At most 32 bytes; default none. */
	readonly salt?: Uint8Array;
	/** Called now and then with the bytes done, and the bytes there are (which grows if the file does). */
	readonly onProgress?: (done: bigint, total: bigint) => void;
	/** Ends the work early; the promise then rejects with the signal's reason. */
	readonly signal?: AbortSignal;
}

const noSalt = new Uint8Array();

/** {@link startFsverityDigest} with defaults, and an AbortSignal for its `cancel`. */
export async function fsverityDigestWith(
	native: DigestCalls,
	source: Descriptor | Uint8Array,
	options: DigestOptions,
): Promise<Buffer> {
	const {algorithm = constants.FS_VERITY_HASH_ALG_SHA256, blockSize = 4096, salt = noSalt} = options;
	const {onProgress = () => {}, signal} = options;
	signal?.throwIfAborted();

	const {promise, cancel} = native.startFsverityDigest(source, {algorithm, blockSize, salt}, onProgress);
	signal?.addEventListener('abort', cancel);
	try {
		return await promise;
	} catch (error) {
		signal?.throwIfAborted();
		throw error;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}
