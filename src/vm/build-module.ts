/** Builds a kernel module from its sources against a kernel's headers, once per content of both. */
import {copyFile, readFile, stat, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {basename, extname, join, relative, resolve} from 'node:path';
import {BuildError, InfraError} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';
import {exists, withBuildFolder} from './build/folder.ts';
import {digestsOf, readSources, type SourceTree, syncSources} from './build/sources.ts';
import {cachedDirectory} from './cache.ts';
import {keyOf} from './fingerprint.ts';
import type {Kernel} from './interfaces.ts';
import {type Compiler, findCompiler} from './kernel/compiler.ts';
import {checkModuleFits} from './kernel/fit.ts';
import {runStep} from './step.ts';
import {needTool, throwIfNoSpace} from './tool.ts';
import {runBuildTool} from './toolchain.ts';

export interface BuildModuleOptions {
	readonly kernel: Kernel;
	/** The folder with the module's Kbuild file. Nothing is written there. */
	readonly source: string;
	/** The module's name: what is built is `<name>.ko`. */
	readonly name: string;
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

export interface BuiltModule {
	/** The module to load, without debug information. */
	readonly path: string;
	/** The same with debug information, to find source lines of addresses. */
	readonly debugPath: string;
	/** False when it was in the cache. */
	readonly fresh: boolean;
}

/** Counted up when the way modules are built changes. */
const recipe = 2;

const flags = [
	'W=1',
	// Part of W=1, but takes perl and a tenth of a second a file; the lint script does it.
	'cmd_checkdoc=',
	// BTF of modules takes pahole and gains us nothing; the kernel loads modules without.
	'CONFIG_DEBUG_INFO_BTF_MODULES=',
	// Hence its version doesn't matter either.
	'PAHOLE_VERSION=$(CONFIG_PAHOLE_VERSION)',
];

/** Settings of kbuild that a user's environment may hold, and that must not leak into a build that is cached. */
const foreign = [
	'ARCH',
	'C',
	'CC',
	'CF',
	'CROSS_COMPILE',
	'KBUILD_OUTPUT',
	'KCFLAGS',
	'LLVM',
	'M',
	'MAKEFLAGS',
	'MO',
	'O',
	'V',
	'W',
];

/**
 * Builds the module, or takes it from the cache. A changed line costs about a second: the sources are mirrored to a build
 * folder in the cache, where kbuild finds what it made before. Throws a BuildError with the compiler's lines, or an
 * InfraError where the compiler or make is absent or image and headers don't fit.
 */
export async function buildModule(options: BuildModuleOptions): Promise<BuiltModule> {
	const {kernel, source, name, cache, progress} = options;
	const sources = await readSources(source, isModuleSource);
	if (!sources.has('Kbuild') && !sources.has('Makefile'))
		throw new BuildError(`Expected a Kbuild file in ${source}, there is none`);

	const compiler = await findCompiler(kernel, options.signal);
	const debugInfo = await debugInfoFlags(kernel);
	const symvers = await stat(join(kernel.headers, 'Module.symvers'));
	const key = keyOf({
		recipe,
		name,
		sources: digestsOf(sources),
		kernel: [kernel.release, kernel.version, symvers.size, symvers.mtimeMs],
		compiler,
		flags,
		origin: originOf(source),
		...(debugInfo.length > 0 && {debugInfo}),
	});

	const build = (target: string) =>
		runStep(
			progress,
			`build ${name}.ko for ${kernel.release}`,
			() => buildInto(target, options, sources, {...compiler, debugInfo}),
			(warnings) =>
				warnings === 0 ? 'no warnings' : `${warnings} warnings in ${join(cache, 'build', key, 'build.log')}`,
		);
	const {path, fresh} = await cachedDirectory(join(cache, 'build', key), async (target) => {
		await build(target);
	});
	return {path: join(path, `${name}.ko`), debugPath: join(path, `${name}.debug.ko`), fresh};
}

/** Builds in the folder kept for this module and kernel, and copies the result to `target`. Gives the count of warnings. */
async function buildInto(
	target: string,
	options: BuildModuleOptions,
	sources: SourceTree,
	compiler: ModuleCompiler,
): Promise<number> {
	const {kernel, source, name, cache, progress, signal} = options;
	const id = `${name}-${kernel.release}_${kernel.version}`;
	checkPath(cache);

	return withBuildFolder({cache, id, progress, signal}, async (folder) => {
		await syncSources(sources, folder, isModuleSource);
		const {exitCode, all} = await make(folder, options, compiler);
		const log = tidyOutput(all, folder, source);
		if (exitCode !== 0) throwIfNoSpace(all);
		if (exitCode !== 0)
			throw new BuildError(`The module ${name} does not build for kernel ${kernel.release}`, {detail: log});

		const module = join(folder, `${name}.ko`);
		if (!(await exists(module)))
			throw new BuildError(`Expected ${originOf(source)}/Kbuild to build ${name}.ko, it does not`);
		await checkModuleFits(module, kernel, cache);
		await copyFile(module, join(target, `${name}.debug.ko`));
		await needTool('strip', ['--strip-debug', '-o', join(target, `${name}.ko`), module], {signal});
		await writeFile(join(target, 'build.log'), log);
		return log.match(/: warning: /g)?.length ?? 0;
	});
}

interface ModuleCompiler extends Compiler {
	/** What kbuild leaves out for this kernel. */
	readonly debugInfo: readonly string[];
}

/** Splats are decoded to source lines with the module's own debug information, whether or not the kernel has any. */
async function debugInfoFlags({config}: Kernel): Promise<readonly string[]> {
	return /^CONFIG_DEBUG_INFO=y$/m.test(await readFile(config, 'utf8')) ? [] : ['-g'];
}

async function make(folder: string, options: BuildModuleOptions, compiler: ModuleCompiler) {
	const {kernel, source, signal} = options;
	const args = [
		'--silent',
		'--no-print-directory',
		`--jobs=${availableParallelism()}`,
		`--directory=${kernel.headers}`,
		`M=${folder}`,
		`CC=${compiler.command}`,
		// Messages, __FILE__ and debug information then name the file that people edit.
		`KCFLAGS=${[`-ffile-prefix-map=${folder}=${originOf(source)}`, ...compiler.debugInfo].join(' ')}`,
		...flags,
		'modules',
	];
	return runBuildTool(kernel, 'make', args, {
		cwd: folder,
		env: Object.fromEntries(foreign.map((name) => [name, undefined])),
		signal,
	});
}

/** What kbuild reads of a module's folder, as opposed to what it leaves there. */
export function isModuleSource(path: string): boolean {
	const name = basename(path);
	if (name.startsWith('.') || name.endsWith('.mod.c')) return false;
	return ['.c', '.h', '.S'].includes(extname(name)) || ['Kbuild', 'Makefile', 'Kconfig'].includes(name);
}

/**
 * The diagnostics in make's output, with the paths of the sources that people edit. Up to Linux 6.12 the compiler is given
 * absolute paths, later ones relative to the module's folder.
 */
export function tidyOutput(output: string, folder: string, source: string): string {
	const origin = originOf(source);
	const lines = output.split('\n').filter((line) => line.trim() !== '');
	const diagnostics = lines.filter((line) => !/^make(?:\[\d+\])?: /.test(line));
	return (diagnostics.length > 0 ? diagnostics : lines)
		.join('\n')
		.replace(/^((?:In file included from|\s+from)? ?)(\w[\w./-]*\.[chS]:)/gm, `$1${origin}/$2`)
		.replaceAll(`${folder}/`, `${origin}/`);
}

/** Where the sources are: as seen from the project if they are in it. */
function originOf(source: string): string {
	const path = relative(resolve(import.meta.dirname, '../..'), source);
	return path.startsWith('..') ? source : path;
}

/** kbuild splits paths at blanks and colons. */
function checkPath(folder: string): void {
	if (!/[\s:]/.test(folder)) return;
	throw new InfraError(`Kernel modules can't be built below a path with blanks or colons, got '${folder}'`, {
		remedy: 'Set CFSBENCH_CACHE to a folder whose path has none.',
	});
}
