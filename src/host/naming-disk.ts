import {InfraError} from '../errors.ts';

/** Does a step that writes to the host's disk; when it can't, says where and, for a full disk, that it is. */
export function namingDisk<Result>(path: string, step: () => Result): Result {
	try {
		return step();
	} catch (error) {
		throw diskError(path, error);
	}
}

export function diskError(path: string, error: unknown): unknown {
	const {code} = error as NodeJS.ErrnoException;
	if (typeof code !== 'string') return error;
	const full = code === 'ENOSPC' || code === 'EDQUOT';
	return new InfraError(`can't write ${path}: ${full ? 'the disk is full' : code}`, {
		cause: error,
		...(full && {remedy: 'make room there; old runs in runs/ may be removed'}),
	});
}
