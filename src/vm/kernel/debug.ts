/** Our own kernel with KASAN, lockdep, kmemleak and fault injection, built once from the distribution's source package. */
import {copyFile, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join, resolve} from 'node:path';
import {BuildError, InfraError} from '../../errors.ts';
import {exists, withBuildFolder} from '../build/folder.ts';
import {cachedDirectory, removeLeftovers, requireSpace} from '../cache.ts';
import {keyOf} from '../fingerprint.ts';
import type {Kernel} from '../interfaces.ts';
import {runStep} from '../step.ts';
import {lastLines, runTool, throwIfNoSpace} from '../tool.ts';
import type {Apt} from './apt.ts';
import {install, readRelease} from './built.ts';
import {lostSettings, withoutComments} from './fragments.ts';
import {checkBelongTogether} from './identity.ts';
import type {Package} from './package.ts';
import {buildIdentity, findSource, provideSource} from './source.ts';
import type {StoreOptions} from './store.ts';

const fragments = resolve(import.meta.dirname, '../../../vm/kernel');

/** Counted up when the kernel is built another way. */
const recipe = 1;

/** Sources and objects while it is built; what is kept is a fiftieth. */
const neededBytes = 4 * 2 ** 30;

/** The debug kernel of the newest source package, from the cache, or built there in some ten minutes. */
export async function debugKernel(apt: Apt, options: StoreOptions): Promise<Kernel> {
	const {cache, progress, signal} = options;
	const wanted = await whatToBuild(apt, cache);
	const {folder, source, config} = wanted;
	if (!(await exists(folder))) {
		await withBuildFolder({cache, id: 'debug-kernel', progress, signal}, async (work) => {
			await removeLeftovers(folder);
			await cachedDirectory(folder, (target) => build({apt, source, config, work, target, options}));
			await rm(work, {recursive: true});
			await mkdir(work);
		});
	}
	return builtInto(wanted);
}

/** The debug kernel if it is built already. */
export async function cachedDebugKernel(apt: Apt, cache: string): Promise<Kernel | undefined> {
	const wanted = await whatToBuild(apt, cache);
	return (await exists(wanted.folder)) ? builtInto(wanted) : undefined;
}

interface Wanted {
	readonly source: Package;
	readonly config: string;
	readonly version: string;
	readonly folder: string;
}

async function whatToBuild(apt: Apt, cache: string): Promise<Wanted> {
	const config = await readFragments();
	const source = await findSource(apt);
	const version = `${source.version}-${keyOf([recipe, withoutComments(config)]).slice(0, 12)}`;
	return {source, config, version, folder: join(cache, 'kernels', `debug-${version}`)};
}

async function builtInto({folder, version}: Wanted): Promise<Kernel> {
	const release = await readRelease(join(folder, 'headers'));
	const kernel: Kernel = {
		name: 'debug',
		version,
		release,
		image: join(folder, 'bzImage'),
		modules: join(folder, 'lib/modules', release),
		headers: join(folder, 'headers'),
		config: join(folder, 'config'),
	};
	await checkBelongTogether(kernel);
	return kernel;
}

async function readFragments(): Promise<string> {
	const names = (await readdir(fragments)).filter((name) => name.endsWith('.config')).sort();
	return (await Promise.all(names.map((name) => readFile(join(fragments, name), 'utf8')))).join('\n');
}

interface Build {
	readonly apt: Apt;
	readonly source: Package;
	readonly config: string;
	/** Keeps what was built if the build is interrupted by an error: the next goes on from there. */
	readonly work: string;
	readonly target: string;
	readonly options: StoreOptions;
}

async function build(task: Build): Promise<void> {
	const {source, config, work, target, options} = task;
	const {progress, signal} = options;
	await requireTools(signal);
	await requireSpace(work, neededBytes);
	const [src, out] = [join(work, 'src'), join(work, 'out')];
	if (await provideSource({apt: task.apt, source, work, progress, signal}))
		await rm(out, {recursive: true, force: true});
	await mkdir(out, {recursive: true});

	const ccache = (await runs('ccache', signal)) ? 'ccache gcc' : 'gcc';
	const env = {
		...buildIdentity,
		CCACHE_DIR: join(options.cache, 'ccache'),
		CCACHE_MAXSIZE: '500M',
		MAKEFLAGS: undefined,
	};
	const make = async (targets: readonly string[], onLine?: (line: string) => void) => {
		const args = [`--directory=${src}`, `O=${out}`, `CC=${ccache}`, `HOSTCC=${ccache}`, ...targets];
		const {exitCode, all} = await runTool('make', args, {env, signal, ...(onLine && {onLine})});
		if (exitCode === 0) return;
		throwIfNoSpace(all);
		throw new BuildError(`The debug kernel ${source.version} does not build`, {detail: lastLines(all)});
	};

	await runStep(progress, `configure debug kernel ${source.version}`, async () => {
		await writeFile(join(out, 'all.config'), config);
		await make([`KCONFIG_ALLCONFIG=${join(out, 'all.config')}`, 'allnoconfig']);
		const lost = lostSettings(config, await readFile(join(out, '.config'), 'utf8'));
		if (lost.length > 0)
			throw new BuildError(
				`vm/kernel/*.config asks for what ${source.name} does not give: ${lost.join(', ')}`,
				{
					remedy: 'Remove the setting, or name what it depends on.',
				},
			);
	});
	await runStep(
		progress,
		`build debug kernel ${source.version} (10 minutes on two idle cores)`,
		async (advance) => {
			let files = 0;
			const jobs = `--jobs=${availableParallelism()}`;
			await make([jobs, 'bzImage', 'modules', 'modules_prepare'], (line) => {
				if (/^ {2}(?:CC|AS|LD|AR) /.test(line)) advance(++files);
			});
		},
	);
	await runStep(progress, 'pack debug kernel', async () => {
		const script = `$(srctree)/scripts/package/install-extmod-build ${join(target, 'headers')}`;
		await make(['run-command', `KBUILD_RUN_COMMAND=${script}`]);
		await install(out, target, signal);
		await copyFile(join(out, 'arch/x86/boot/bzImage'), join(target, 'bzImage'));
		await copyFile(join(out, '.config'), join(target, 'config'));
		for (const link of ['build', 'source'])
			await rm(join(target, 'lib/modules', await readRelease(out), link), {force: true});
	});
}

/** What only a kernel's build takes; the set-up's table says which packages have it. */
const programs = ['flex', 'bison', 'bc', 'lz4'];
const header = '/usr/include/gelf.h';

async function requireTools(signal: AbortSignal | undefined): Promise<void> {
	const absent = await Promise.all(programs.map(async (name) => ((await runs(name, signal)) ? [] : [name])));
	const missing = [...absent.flat(), ...((await exists(header)) ? [] : [header])];
	if (missing.length === 0) return;
	throw new InfraError(`Building the debug kernel takes what this system lacks: ${missing.join(', ')}`, {
		remedy: 'Run `npm run vm:test -- --kernel debug`, which installs it or says how.',
	});
}

async function runs(program: string, signal: AbortSignal | undefined): Promise<boolean> {
	const found = await runTool(program, ['--version'], {signal}).catch(() => undefined);
	signal?.throwIfAborted();
	return found?.exitCode === 0;
}
