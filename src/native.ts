/**
 * The system calls that Node lacks, one function each: the only loader of the addon that is built from `native/`.
 * `src/native/` documents the functions by the file they are implemented in, and in `types.ts` what all share.
 */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {InfraError} from './errors.ts';
import type {ClockCalls} from './native/clock.ts';
import type {CredentialCalls} from './native/credentials.ts';
import type {DescriptorCalls} from './native/descriptor.ts';
import {type DigestCalls, type DigestOptions, fsverityDigestWith} from './native/digest.ts';
import type {DirectoryCalls} from './native/directory.ts';
import type {ErrnoCalls} from './native/errno.ts';
import type {FileCalls} from './native/file.ts';
import type {FsverityCalls} from './native/fsverity.ts';
import type {HandleCalls} from './native/handle.ts';
import type {IoUringCalls} from './native/io-uring.ts';
import type {IoctlCalls} from './native/ioctl.ts';
import type {LockCalls} from './native/lock.ts';
import type {LoopCalls} from './native/loop.ts';
import type {MappingCalls} from './native/mapping.ts';
import type {ModuleCalls} from './native/module.ts';
import type {MountCalls} from './native/mount.ts';
import type {NamespaceCalls} from './native/namespace.ts';
import type {NotifyCalls} from './native/notify.ts';
import type {PageCacheCalls} from './native/page-cache.ts';
import type {StatxCalls} from './native/statx.ts';
import type {TransferCalls} from './native/transfer.ts';
import type {TreeCalls} from './native/tree.ts';
import type {Descriptor} from './native/types.ts';
import type {WorkloadCalls} from './native/workload.ts';
import type {XattrCalls} from './native/xattr.ts';

export {constants} from './native/constants.ts';
export type {CapabilitySets} from './native/credentials.ts';
export type {Broken, DescriptorInode} from './native/descriptor.ts';
export type {DigestOptions} from './native/digest.ts';
export type {Dirent} from './native/directory.ts';
export type {OpenHow} from './native/file.ts';
export type {FsverityEnableOptions, FsverityMeasurement} from './native/fsverity.ts';
export type {FileHandle, NamedHandle} from './native/handle.ts';
export type {IoUring, IoUringRead} from './native/io-uring.ts';
export type {RecordLock} from './native/lock.ts';
export type {LoopOptions, LoopStatus} from './native/loop.ts';
export type {Mapping, MappingFault, MappingOptions} from './native/mapping.ts';
export type {MountAttributes} from './native/mount.ts';
export type {Statfs, Statx} from './native/statx.ts';
export type {CloneRange, TransferOptions} from './native/transfer.ts';
export type {Descriptor, Int64, SyscallError, Text, Timestamp} from './native/types.ts';
export type {Measured, WalkOptions} from './native/workload.ts';
export {splitXattrNames} from './native/xattr.ts';

/** Everything the addon exports. */
export interface Native
	extends ClockCalls,
		CredentialCalls,
		DescriptorCalls,
		DigestCalls,
		DirectoryCalls,
		ErrnoCalls,
		FileCalls,
		FsverityCalls,
		HandleCalls,
		IoUringCalls,
		IoctlCalls,
		LockCalls,
		LoopCalls,
		MappingCalls,
		ModuleCalls,
		MountCalls,
		NamespaceCalls,
		NotifyCalls,
		PageCacheCalls,
		StatxCalls,
		TransferCalls,
		TreeCalls,
		WorkloadCalls,
		XattrCalls {}

const fileName = 'composefs_bench.node';

/** Where the addon may lie, the first that exists wins: told so, in the guest, in the checkout's cache. */
export function findAddon(): string {
	const told = process.env.CFSBENCH_ADDON;
	if (told !== undefined && told !== '') return told;

	// In the agent's CommonJS bundle import.meta is an empty object, and there is no checkout either.
	const source: string | undefined = import.meta.dirname;
	const cache = process.env.CFSBENCH_CACHE || (source && join(source, '..', '.cache'));
	const candidates = [`/agent/${fileName}`];
	if (cache) candidates.push(join(cache, 'addon', 'current', fileName));

	const found = candidates.find((path) => existsSync(path));
	if (found === undefined)
		throw new InfraError(`Expected the addon at ${candidates.join(' or ')}, found none`, {
			remedy: 'npm run build:addon',
		});
	return found;
}

let loaded: Native | undefined;

/** The addon, loaded once per process. Throws an InfraError when it was not built, or doesn't fit this Node. */
export function loadNative(): Native {
	if (loaded === undefined) {
		const path = findAddon();
		const module = {exports: {}};
		try {
			process.dlopen(module, path);
		} catch (error) {
			throw new InfraError(`The addon ${path} could not be loaded: ${(error as Error).message}`, {
				cause: error,
				remedy: 'npm run build:addon',
			});
		}
		loaded = module.exports as Native;
	}
	return loaded;
}

/**
 * The fs-verity digest that the kernel would give a file, computed in user space and off this thread: by default
 * SHA-256, blocks of 4096 bytes and no salt, which is the digest that descriptors record.
 *
 * A descriptor is read from its start to its end by pread(2), whatever its position; it may be closed meanwhile.
 * Throws a {@link SyscallError} when reading fails, and the signal's reason once that is aborted.
 */
export function fsverityDigest(
	source: Descriptor | Uint8Array,
	options: DigestOptions = {},
): Promise<Buffer> {
	return fsverityDigestWith(loadNative(), source, options);
}
