import {closeSync, constants as fs, openSync} from 'node:fs';
import {setTimeout} from 'node:timers/promises';
import {InfraError} from '../errors.ts';
import {constants, loadNative, type SyscallError} from '../native.ts';

const pollMs = 50;

export interface StoreLockOptions {
	/** Called once when somebody else has to be waited for. */
	readonly onWait?: () => void;
	readonly signal?: AbortSignal;
}

/**
 * Locks the directory of an object store (flock(2)), until the lock is disposed of or the process ends, however that is.
 *
 * A writer holds `shared` from before it looks for its first object until its image is on disk, so objects that it found or
 * added are then named by an image. Whoever removes objects holds `exclusive` from before it reads the images: it sees those
 * of all writers that are done, and none is at work. Readers need no lock: an open object outlives its name.
 */
export async function lockStore(
	directory: string,
	kind: 'shared' | 'exclusive',
	{onWait = () => {}, signal}: StoreLockOptions = {},
): Promise<Disposable> {
	const fd = openSync(directory, fs.O_RDONLY | fs.O_DIRECTORY);
	const operation = constants.LOCK_NB | (kind === 'shared' ? constants.LOCK_SH : constants.LOCK_EX);
	let waited = false;
	try {
		while (!tryLock(fd, operation, directory)) {
			if (!waited) onWait();
			waited = true;
			await setTimeout(pollMs, undefined, signal && {signal});
		}
	} catch (error) {
		closeSync(fd);
		signal?.throwIfAborted();
		throw error;
	}
	return {[Symbol.dispose]: () => closeSync(fd)};
}

function tryLock(fd: number, operation: number, directory: string): boolean {
	try {
		loadNative().flock(fd, operation);
		return true;
	} catch (error) {
		const {code, message} = error as SyscallError;
		if (code === 'EWOULDBLOCK' || code === 'EAGAIN') return false;
		throw new InfraError(`The object store '${directory}' can't be locked: ${message}`, {cause: error});
	}
}
