import {loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';

export const freeInodes = (path: string) => loadNative().statfs(path).ffree;

/**
 * Evicts until this many inodes are free: a work item lets go of what evicted inodes had kept.
 * The deadline is the case's.
 */
export async function dropUntilFree(path: string, wanted: bigint, signal: AbortSignal) {
	while (freeInodes(path) !== wanted) {
		signal.throwIfAborted();
		dropInodes();
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
