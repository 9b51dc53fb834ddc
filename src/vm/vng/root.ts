import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {UsageError} from '../../errors.ts';
import {Fingerprints} from '../fingerprint.ts';
import {buildInitramfs} from '../initramfs.ts';
import type {Kernel} from '../interfaces.ts';
import {unpackModules} from '../modules.ts';

export interface RootOptions {
	readonly cache: string;
	/** Whether the daemon that serves the root is root. */
	readonly isRoot: boolean;
	readonly signal?: AbortSignal | undefined;
}

const init = fileURLToPath(new URL('../../../vm/vng-root', import.meta.url));

/**
 * What the kernel needs to come to a root on virtiofs: an initramfs where that is a module, or a user serves the root; else
 * nothing. Throws a UsageError where the kernel has no virtiofs.
 */
export async function rootInitramfs(kernel: Kernel, options: RootOptions): Promise<string | undefined> {
	const config = await readFile(kernel.config, 'utf8');
	const setting = /^CONFIG_VIRTIO_FS=([ym])$/m.exec(config)?.[1];
	if (setting === 'y' && options.isRoot) return undefined;
	if (setting !== undefined) return initramfsWith(kernel, ['virtio_pci', 'virtiofs'], options);
	throw new UsageError(
		`The kernel ${kernel.release} has no virtiofs, which guests of virtme-ng have their root on`,
		{
			remedy: 'Set CONFIG_VIRTIO_FS, or leave out --runner vng.',
		},
	);
}

/** The modules that the root is mounted with, numbered in the order in which they are loaded. */
async function initramfsWith(
	kernel: Kernel,
	modules: readonly string[],
	{cache, signal}: RootOptions,
): Promise<string> {
	const {index, files} = await unpackModules(kernel, modules, cache);
	const paths = Object.values(index).flatMap(({path}) => files[path] ?? []);
	const numbered = paths.map((path, at) => [`/modules/${String(at).padStart(2, '0')}.ko`, path]);
	const fingerprints = await Fingerprints.open(cache);
	const {path} = await buildInitramfs({
		files: Object.fromEntries(numbered),
		tools: ['sh', 'mount', 'umount', 'switch_root', 'insmod'],
		init,
		cache,
		fingerprints,
		signal,
	});
	await fingerprints.save();
	return path;
}
