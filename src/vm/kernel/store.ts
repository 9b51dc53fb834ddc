import {mkdir, readdir, readFile, rm, statfs, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {cachedDirectory} from '../cache.ts';
import type {Kernel} from '../interfaces.ts';
import {withLock} from '../lock.ts';
import {runStep} from '../step.ts';
import {needTool} from '../tool.ts';
import type {Apt} from './apt.ts';
import type {KernelPackages} from './contents.ts';
import {checkBelongTogether} from './identity.ts';
import {findParts, type KernelParts, relocate} from './layout.ts';

export interface StoreOptions {
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/** Written last into an unpacked kernel's folder; paths are within the folder. */
type KernelFile = KernelParts & {readonly release: string};

/** The kernel of these packages if it was unpacked before. */
export async function cachedKernel(cache: string, found: KernelPackages): Promise<Kernel | undefined> {
	const {folder, identity} = place(cache, found);
	const text = await readFile(join(folder, 'kernel.json'), 'utf8').catch(() => undefined);
	return text === undefined ? undefined : absolute(folder, JSON.parse(text) as KernelFile, identity);
}

/** The kernel of these packages, from the cache, or downloaded and unpacked there. */
export async function storedKernel(apt: Apt, found: KernelPackages, options: StoreOptions): Promise<Kernel> {
	const {cache, progress, signal} = options;
	const {folder, identity} = place(cache, found);
	const cached = await cachedKernel(cache, found);
	if (cached !== undefined) return cached;

	return withLock(join(cache, 'locks/kernels.lock'), {progress, signal}, async () => {
		await removeLeftovers(join(cache, 'kernels'));
		await cachedDirectory(folder, async (temporary) => {
			await checkSpace(found, temporary);
			await unpack(apt, found, temporary, options);
			const parts = await findParts(temporary, found.release);
			await relocate(temporary, parts);
			const file: KernelFile = {...parts, release: found.release};
			await checkBelongTogether(absolute(temporary, file, identity));
			await writeFile(join(temporary, 'kernel.json'), `${JSON.stringify(file, null, '\t')}\n`);
		});
		const kernel = await cachedKernel(cache, found);
		if (kernel === undefined)
			throw new InfraError(`${folder} is damaged`, {remedy: `Remove it: rm -r '${folder}'`});
		return kernel;
	});
}

/** Says what is needed before minutes of downloading fill the disk. */
async function checkSpace(found: KernelPackages, folder: string): Promise<void> {
	const needed = found.packages.reduce((sum, {size, unpackedSize}) => sum + size + unpackedSize, 0);
	const {bavail, bsize} = await statfs(folder);
	if (bavail * bsize >= needed) return;
	const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
	throw new InfraError(
		`Kernel ${found.release} needs ${mebibytes(needed)} in ${dirname(folder)}, ${mebibytes(bavail * bsize)} are free`,
		{
			remedy: 'Free space there, or set CFSBENCH_CACHE to a folder on a larger disk.',
		},
	);
}

async function unpack(apt: Apt, found: KernelPackages, root: string, options: StoreOptions): Promise<void> {
	const {progress, signal} = options;
	const bytes = found.packages.reduce((sum, {size}) => sum + size, 0);
	const mebibytes = (bytes / 2 ** 20).toFixed(0);
	const debs = join(root, 'debs');
	await mkdir(debs);

	await runStep(
		progress,
		`download kernel ${found.release} (${mebibytes} MiB)`,
		(advance) =>
			apt.download(found.packages, debs, (percent) => advance(Math.round((bytes * percent) / 100), bytes)),
		() => `${found.packages.length} packages`,
	);
	await runStep(progress, `unpack kernel ${found.release}`, async (advance) => {
		const files = await readdir(debs);
		for (const [index, deb] of files.entries()) {
			await needTool('dpkg-deb', ['--extract', join(debs, deb), root], {signal});
			advance(index + 1, files.length);
		}
	});
	await rm(debs, {recursive: true});
}

type Identity = Pick<Kernel, 'name' | 'version'>;

function place(cache: string, found: KernelPackages): {readonly folder: string; readonly identity: Identity} {
	const [image] = found.packages;
	if (image === undefined) throw new TypeError('Expected at least the package of the image');
	const folder = join(cache, 'kernels', `${image.name}_${image.version}`);
	return {folder, identity: {name: found.name, version: image.version}};
}

function absolute(folder: string, file: KernelFile, identity: Identity): Kernel {
	return {
		...identity,
		release: file.release,
		image: join(folder, file.image),
		modules: join(folder, file.modules),
		headers: join(folder, file.headers),
		config: join(folder, file.config),
	};
}

/** What a killed run left. We hold the lock, so nobody is writing there. */
async function removeLeftovers(kernels: string): Promise<void> {
	await mkdir(kernels, {recursive: true});
	for (const name of await readdir(kernels)) {
		if (name.includes('.new-')) await rm(join(kernels, name), {recursive: true, force: true});
	}
}
