/** Unpacks the compiler, the C library and the programs that a kernel's headers want, where this system has others. */
import {mkdir, readdir, rm, stat, symlink} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {ProgressListener} from '../result/progress.ts';
import {cachedDirectory} from './cache.ts';
import {keyOf} from './fingerprint.ts';
import type {Kernel} from './interfaces.ts';
import type {Apt} from './kernel/apt.ts';
import {compilerOf} from './kernel/compiler.ts';
import {withLock} from './lock.ts';
import {runStep} from './step.ts';
import {needTool, runTool} from './tool.ts';

export interface ToolchainOptions {
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/** What kbuild runs beside compiler and binutils, which the headers' package depends on or the compiler does. */
const programs = [
	'make',
	'dash',
	'bash',
	'coreutils',
	'sed',
	'grep',
	'mawk',
	'findutils',
	'diffutils',
	'base-files',
];

/** Says whether a kernel's modules can be built with this system's own compiler and C library. */
export async function buildsHere(kernel: Kernel, signal?: AbortSignal): Promise<boolean> {
	const {command} = await compilerOf(kernel);
	const compiler = await runTool(command, ['--version'], {signal}).catch(() => undefined);
	signal?.throwIfAborted();
	if (compiler?.exitCode !== 0) return false;

	// Programs that came with the headers: ldd names libraries and versions of symbols that are absent.
	const checks = ['scripts/basic/fixdep', 'scripts/mod/modpost', 'tools/objtool/objtool'].map(
		async (path) => {
			const program = join(kernel.headers, path);
			if (!(await exists(program))) return true;
			const {all} = await runTool('ldd', [program], {signal});
			return !/not found/.test(all);
		},
	);
	return (await Promise.all(checks)).every(Boolean);
}

/** The root for this kernel, from the cache, or downloaded and unpacked there: the suite's packages, no root needed. */
export async function storedToolchain(kernel: Kernel, apt: Apt, options: ToolchainOptions): Promise<string> {
	const {cache, progress, signal} = options;
	const {command, packageName} = await compilerOf(kernel);
	const wanted = [basename(kernel.headers), packageName, ...programs];
	// The kernel's own packages are unpacked already.
	const packages = (await apt.closure(wanted)).filter(({name}) => !/^linux-(?!libc-dev)/.test(name));
	const key = keyOf([recipe, packages.map(({name, version}) => [name, version])]).slice(0, 12);
	const folder = join(cache, 'toolchains', `${apt.suite ?? 'system'}-${command}-${key}`);

	const lock = {...(signal === undefined ? {} : {signal}), progress};
	const unpacked = () =>
		cachedDirectory(folder, async (root) => {
			const bytes = packages.reduce((sum, {size}) => sum + size, 0);
			const debs = join(root, 'debs');
			await mkdir(debs);
			await runStep(
				progress,
				`download ${command} of ${apt.suite ?? 'this system'} (${(bytes / 2 ** 20).toFixed(0)} MiB)`,
				(advance) =>
					apt.download(packages, debs, (percent) => advance(Math.round((bytes * percent) / 100), bytes)),
				() => `${packages.length} packages`,
			);
			await runStep(progress, `unpack ${command}`, (advance) => unpack(root, debs, advance, signal));
		});
	await ((await exists(folder))
		? unpacked()
		: withLock(join(cache, 'locks/toolchains.lock'), lock, unpacked));
	return folder;
}

/** Counted up when toolchains are unpacked another way. */
const recipe = 1;

async function unpack(
	root: string,
	debs: string,
	advance: (done: number, total: number) => void,
	signal: AbortSignal | undefined,
): Promise<void> {
	for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
		await mkdir(join(root, 'usr', name), {recursive: true});
		await symlink(`usr/${name}`, join(root, name));
	}
	const files = await readdir(debs);
	for (const [index, deb] of files.entries()) {
		await needTool('dpkg-deb', ['--extract', join(debs, deb), root], {signal});
		advance(index + 1, files.length);
	}
	await rm(debs, {recursive: true});
	// What maintainers' scripts would have linked; they aren't run.
	for (const [name, target] of [
		['sh', 'dash'],
		['awk', 'mawk'],
	] as const)
		if (!(await exists(join(root, 'usr/bin', name)))) await symlink(target, join(root, 'usr/bin', name));
	for (const name of ['doc', 'man', 'info', 'locale', 'i18n'])
		await rm(join(root, 'usr/share', name), {recursive: true, force: true});
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
