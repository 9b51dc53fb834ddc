import {closeSync, openSync} from 'node:fs';
import {InfraError} from '../errors.ts';
import {constants, loadNative, type SyscallError} from '../native.ts';

const nothing = Buffer.alloc(0);
const parameters = {
	algorithm: constants.FS_VERITY_HASH_ALG_SHA256,
	blockSize: 4096,
	salt: nothing,
	signature: nothing,
};

/** Whether fs-verity is turned on: always, where the filesystem has it, or never. */
export type VerityWish = boolean | 'where-possible';

/** What a filesystem without fs-verity says, or one whose blocks are too small for it. */
const absent: ReadonlySet<string | undefined> = new Set(['ENOTSUP', 'ENOTTY', 'EINVAL']);

/** Whether the error of {@link enableVerity} says that no file of this filesystem can have it. */
export function lacksVerity(error: unknown): error is InfraError {
	return error instanceof InfraError && absent.has((error.cause as SyscallError | undefined)?.code);
}

/** Turns fs-verity on with the parameters of the format. A file that has it already is left as it is. */
export function enableVerity(file: string): void {
	const fd = openSync(file, 'r');
	try {
		loadNative().fsverityEnable(fd, parameters);
	} catch (error) {
		const {code, message} = error as SyscallError;
		if (code === 'EEXIST') return;
		throw new InfraError(`fs-verity can't be enabled on '${file}': ${message}`, {
			cause: error,
			...(code === 'ENOTSUP' || code === 'ENOTTY'
				? {remedy: 'Use a filesystem that has it, such as ext4 made with "mkfs.ext4 -b 4096 -O verity".'}
				: {}),
		});
	} finally {
		closeSync(fd);
	}
}
