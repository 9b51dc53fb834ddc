import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {basename, extname, join} from 'node:path';
import {BuildError} from '../../src/errors.ts';
import {withBuildFolder} from '../../src/vm/build/folder.ts';
import {readSources, syncSources} from '../../src/vm/build/sources.ts';
import {requireSpace} from '../../src/vm/cache.ts';
import {lostSettings} from '../../src/vm/kernel/fragments.ts';
import {systemApt} from '../../src/vm/kernel/index.ts';
import {buildIdentity, findSource, provideSource} from '../../src/vm/kernel/source.ts';
import {findProgram} from '../../src/vm/program.ts';
import {runStep} from '../../src/vm/step.ts';
import {lastLines, runTool, throwIfNoSpace} from '../../src/vm/tool.ts';
import {cache, progress, root} from './_cache.ts';
import type {ToolEnvironment} from './_tools.ts';

/** The source and the objects of three kernels. */
const neededBytes = 3 * 2 ** 30;

/** What a kernel is built for. */
export interface Build {
	readonly name: string;
	readonly arch: string;
	readonly cross?: string;
	/** All settings that aren't off. */
	readonly config: string;
	readonly environment?: ToolEnvironment;
}

/** A configured kernel with the driver in its tree, as fs/composefs. */
export interface Tree {
	readonly source: string;
	/** Where its objects lie. */
	readonly out: string;
	/** Runs make for these targets; a BuildError has what it printed. */
	make(targets: readonly string[]): Promise<void>;
}

/** Configurations of vm/portability, joined. */
export async function readFragments(names: readonly string[]): Promise<string> {
	const folder = join(root, 'vm/portability');
	return (await Promise.all(names.map((name) => readFile(join(folder, `${name}.config`), 'utf8')))).join(
		'\n',
	);
}

/** Lends the distribution's kernel source with our driver in it, configured; one run at a time, with what the last has built. */
export async function withTree<T>(build: Build, work: (tree: Tree) => Promise<T>): Promise<T> {
	return withBuildFolder({cache, id: 'portability', progress}, async (folder) => {
		await requireSpace(folder, neededBytes);
		const apt = await systemApt({cache});
		const source = await findSource(apt);
		const out = join(folder, `out-${build.name}`);
		if (await provideSource({apt, source, work: folder, progress}))
			await rm(out, {recursive: true, force: true});
		await mkdir(out, {recursive: true});
		const tree = {source: join(folder, 'src'), out, make: await makeOf(build, join(folder, 'src'), out)};
		await placeDriver(tree.source);
		await configure(tree, build.config);
		return work(tree);
	});
}

async function makeOf(build: Build, source: string, out: string): Promise<Tree['make']> {
	const {arch, cross = '', environment = {}} = build;
	const launcher = (await findProgram('ccache')) === undefined ? '' : 'ccache ';
	const env = {
		...environment,
		...buildIdentity,
		CCACHE_DIR: join(cache, 'ccache'),
		CCACHE_MAXSIZE: '500M',
		MAKEFLAGS: undefined,
	};
	const settings = [
		`ARCH=${arch}`,
		...(cross === '' ? [] : [`CROSS_COMPILE=${cross}`]),
		`CC=${launcher}${cross}gcc`,
		`HOSTCC=${launcher}gcc`,
	];
	return async (targets) => {
		const jobs = `--jobs=${availableParallelism()}`;
		const args = [`--directory=${source}`, `O=${out}`, ...settings, '--silent', jobs, ...targets];
		const {exitCode, all} = await runTool('make', args, {env});
		if (exitCode === 0) return;
		throwIfNoSpace(all);
		throw new BuildError(`The kernel does not build for ${build.name}: make ${targets.join(' ')}`, {
			detail: lastLines(all, 40),
		});
	};
}

/** What kernel/README.md says to do in a tree. */
async function placeDriver(source: string): Promise<void> {
	const driver = await readSources(join(root, 'kernel'), isDriver);
	await syncSources(driver, join(source, 'fs/composefs'), isDriver);
	await addLine(
		join(source, 'fs/Kconfig'),
		/^source "fs\/overlayfs\/Kconfig"$/m,
		'source "fs/composefs/Kconfig"',
	);
	await addLine(
		join(source, 'fs/Makefile'),
		/^obj-\$\(CONFIG_OVERLAY_FS\).*$/m,
		'obj-$(CONFIG_COMPOSEFS_FS)\t+= composefs/',
	);
}

function isDriver(path: string): boolean {
	const name = basename(path);
	if (name.startsWith('.') || name.endsWith('.mod.c')) return false;
	return ['.c', '.h'].includes(extname(name)) || ['Kbuild', 'Kconfig', 'Makefile'].includes(name);
}

async function addLine(path: string, after: RegExp, line: string): Promise<void> {
	const text = await readFile(path, 'utf8');
	if (text.includes(`\n${line}\n`)) return;
	if (!after.test(text)) throw new BuildError(`Expected a line like ${after} in ${path}`);
	await writeFile(
		path,
		text.replace(after, (found) => `${found}\n${line}`),
	);
}

/** Off is what the configuration doesn't name. A setting that kconfig drops is an error. */
async function configure(tree: Tree, config: string): Promise<void> {
	const file = join(tree.out, 'all.config');
	if ((await readFile(file, 'utf8').catch(() => undefined)) === config) return;
	await rm(file, {force: true});
	const wanted = join(tree.out, 'wanted.config');
	await writeFile(wanted, config);
	await tree.make([`KCONFIG_ALLCONFIG=${wanted}`, 'allnoconfig']);
	const lost = lostSettings(config, await readFile(join(tree.out, '.config'), 'utf8'));
	if (lost.length > 0)
		throw new BuildError(
			`vm/portability/*.config asks for what the kernel does not give: ${lost.join(', ')}`,
			{
				remedy: 'Remove the setting, or name what it depends on.',
			},
		);
	await writeFile(file, config);
}

/** The compiler's warnings, sparse's and kernel-doc's are errors, for the driver's files only. */
export async function buildDriver(tree: Tree): Promise<void> {
	await tree.make(['prepare']);
	await runStep(progress, `build fs/composefs in ${basename(tree.out)}`, () =>
		tree.make(['W=1e', 'C=2', 'CF=-Wsparse-error', 'KDOCFLAGS=-Werror', 'fs/composefs/']),
	);
}
