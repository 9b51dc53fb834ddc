/** Kernels that somebody else built: the tree itself, an image with headers, and the one that runs here. */
import {access, constants, mkdir, readFile, stat} from 'node:fs/promises';
import {release as runningRelease} from 'node:os';
import {dirname, join} from 'node:path';
import {InfraError, UsageError} from '../../errors.ts';
import {cachedDirectory} from '../cache.ts';
import {keyOf} from '../fingerprint.ts';
import type {Kernel} from '../interfaces.ts';
import {runStep} from '../step.ts';
import {needTool} from '../tool.ts';
import {checkBelongTogether, readImageRelease} from './identity.ts';
import type {StoreOptions} from './store.ts';

/** A tree after `make bzImage modules`, or the folder that was its O=. Nothing is written there. */
export async function treeKernel(path: string, options: StoreOptions): Promise<Kernel> {
	if ((await stat(path).catch(() => undefined))?.isFile()) {
		throw new UsageError(`Expected a kernel tree, got the file ${path}`, {
			remedy: 'An image takes the headers to build modules with as well: --kernel IMAGE --headers DIR.',
		});
	}
	const file = (name: string) => join(path, name);
	await requireAll(`a built kernel tree in ${path}`, 'Build it: make bzImage modules', [
		file('arch/x86/boot/bzImage'),
		file('Module.symvers'),
		file('.config'),
		file('include/config/kernel.release'),
	]);
	const image = file('arch/x86/boot/bzImage');
	const release = await readRelease(path);
	return checked({
		name: path,
		version: await builtAt(image),
		release,
		image,
		modules: await installedModules(path, release, options),
		headers: path,
		config: file('.config'),
	});
}

/** An image, the headers it was built with, and its modules: none are needed where all is built in. */
export async function imageKernel(
	wish: {readonly path: string; readonly headers: string; readonly modules: string | undefined},
	{cache}: StoreOptions,
): Promise<Kernel> {
	const {path: image, headers} = wish;
	// Headers that were packed for building modules alone may have no more of it than make reads.
	const configs = [join(headers, '.config'), join(headers, 'include/config/auto.conf')];
	const [config = configs.join(' or ')] = await existing(configs);
	await requireAll('an image with headers and modules', 'Give all three of one build.', [
		image,
		join(headers, 'Makefile'),
		join(headers, 'Module.symvers'),
		config,
		...(wish.modules === undefined ? [] : [join(wish.modules, 'kernel')]),
	]);
	const release = await readImageRelease(image);
	const modules = wish.modules ?? (await modulesBeside(image, release)) ?? (await noModules(release, cache));
	return checked({
		name: image,
		version: await builtAt(image),
		release,
		image,
		modules,
		headers,
		config,
	});
}

/** The kernel that runs here, as its packages installed it. `root` is for tests. */
export async function hostKernel(root = '/', release = runningRelease()): Promise<Kernel> {
	const modules = join(root, 'lib/modules', release);
	const images = [join(root, `boot/vmlinuz-${release}`), join(modules, 'vmlinuz')];
	const [image = images.join(' or ')] = await existing(images);
	const configs = [
		join(root, `boot/config-${release}`),
		join(modules, 'config'),
		join(modules, 'build/.config'),
	];
	const [config = configs.join(' or ')] = await existing(configs);
	await requireAll(
		`the running kernel ${release}, with headers`,
		`Install what it came with (apt-get install linux-image-${release} linux-headers-${release}), or name another kernel.`,
		[image, join(modules, 'kernel'), join(modules, 'build/Makefile'), config],
	);
	await access(image, constants.R_OK).catch((cause: unknown) => {
		throw new InfraError(`Image ${image} of the running kernel can't be read`, {
			cause,
			remedy: `sudo chmod a+r ${image}`,
		});
	});
	return checked({
		name: 'host',
		version: await builtAt(image),
		release,
		image,
		modules,
		headers: join(modules, 'build'),
		config,
	});
}

async function checked(kernel: Kernel): Promise<Kernel> {
	await checkBelongTogether(kernel);
	return kernel;
}

/** The tree's modules, installed in the cache once per build: a guest's modules come from such a folder. */
async function installedModules(tree: string, release: string, options: StoreOptions): Promise<string> {
	const {cache, progress, signal} = options;
	const builds = await Promise.all(
		['modules.order', 'modules.builtin', 'Module.symvers', 'arch/x86/boot/bzImage'].map(async (name) => {
			const found = await stat(join(tree, name)).catch(() => undefined);
			return [name, found?.size, found?.mtimeMs];
		}),
	);
	const folder = join(cache, 'trees', keyOf([tree, release, builds]).slice(0, 16));
	const modules = join('lib/modules', release);
	await cachedDirectory(folder, async (temporary) => {
		await mkdir(join(temporary, modules, 'kernel'), {recursive: true});
		if (builds[0]?.[1])
			await runStep(progress, `install modules of ${tree}`, () => install(tree, temporary, signal));
	});
	return join(folder, modules);
}

/** depmod is spared: load order is read from the modules themselves. */
export async function install(tree: string, target: string, signal: AbortSignal | undefined): Promise<void> {
	const settings = [`INSTALL_MOD_PATH=${target}`, 'INSTALL_MOD_STRIP=1', 'DEPMOD=true'];
	await needTool('make', ['--silent', `--directory=${tree}`, ...settings, 'modules_install'], {
		env: {MAKEFLAGS: undefined, O: undefined, KBUILD_OUTPUT: undefined, ARCH: undefined},
		signal,
	});
}

async function modulesBeside(image: string, release: string): Promise<string | undefined> {
	const folder = dirname(image);
	const candidates = [join(folder, '../lib/modules', release), join(folder, 'lib/modules', release), folder];
	const [found] = await existing(candidates.map((path) => join(path, 'kernel')));
	return found === undefined ? undefined : dirname(found);
}

async function noModules(release: string, cache: string): Promise<string> {
	const folder = join(cache, 'trees/no-modules', release);
	await mkdir(join(folder, 'kernel'), {recursive: true});
	return folder;
}

async function requireAll(what: string, remedy: string, paths: readonly string[]): Promise<void> {
	const there = new Set(await existing(paths));
	const missing = paths.filter((path) => !there.has(path));
	if (missing.length > 0) throw new UsageError(`Expected ${what}; missing: ${missing.join(', ')}`, {remedy});
}

async function existing(paths: readonly string[]): Promise<string[]> {
	const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
	return paths.filter((_, index) => found[index] !== undefined);
}

export async function readRelease(tree: string): Promise<string> {
	return (await readFile(join(tree, 'include/config/kernel.release'), 'utf8')).trim();
}

/** Stands for the version of what has none: when it was built, fit for a file name. */
async function builtAt(image: string): Promise<string> {
	return (await stat(image)).mtime.toISOString().replace(/[-:]|\.\d+/g, '');
}
