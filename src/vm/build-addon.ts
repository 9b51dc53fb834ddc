/** Builds the addon with node-gyp, once per content of its sources, out of the checkout. */
import {copyFile, mkdir, readFile, readlink, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join, resolve} from 'node:path';
import {BuildError} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';
import {withBuildFolder} from './build/folder.ts';
import {digestsOf, readSources, type SourceTree, syncSources} from './build/sources.ts';
import {cachedDirectory} from './cache.ts';
import {keyOf} from './fingerprint.ts';
import {runStep} from './step.ts';
import {runTool, throwIfNoSpace} from './tool.ts';

export interface BuildAddonOptions {
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/** Counted up when the way the addon is built changes. */
const recipe = 1;

const addonName = 'composefs_bench.node';

/** Where in the project its sources are. */
const parts = ['binding.gyp', 'native', 'kernel/format'];

const project = resolve(import.meta.dirname, '../..');

/** What a user's environment may add to every compilation. */
const compilerVariables = ['CC', 'CXX', 'CPPFLAGS', 'CFLAGS', 'CXXFLAGS', 'LDFLAGS'];

/**
 * Builds the addon, or takes it from the cache; `addon/current` in the cache then leads to it. Gives its path.
 *
 * It is built against the headers of the node-api-headers package, whether or not this Node came with headers of its
 * own: the interface is the same in every Node, and nothing is downloaded. Throws a BuildError with the compiler's lines.
 */
export async function buildAddon(options: BuildAddonOptions): Promise<string> {
	const {cache, progress} = options;
	const sources = await readSources(project, isAddonSource, parts);
	const key = keyOf({
		recipe,
		sources: digestsOf(sources),
		packages: await Promise.all(['node-addon-api', 'node-api-headers', 'node-gyp'].map(packageVersion)),
		node: [process.arch, process.versions.modules],
		environment: compilerVariables.map((name) => process.env[name] ?? ''),
	});

	const {path} = await cachedDirectory(join(cache, 'addon', key), (target) =>
		runStep(progress, 'build the addon', () => buildInto(join(target, addonName), sources, options)),
	);
	await pointTo(key, join(cache, 'addon', 'current'));
	return join(path, addonName);
}

async function buildInto(target: string, sources: SourceTree, options: BuildAddonOptions): Promise<void> {
	const {cache, progress, signal} = options;
	await withBuildFolder({cache, id: 'addon', progress, signal}, async (folder) => {
		await syncSources(sources, folder, isAddonSource, parts);
		await pointTo(join(project, 'node_modules'), join(folder, 'node_modules'));
		const nodedir = await makeNodedir(folder);

		// Configuring takes longer than compiling one file, and depends on little.
		const configuration = keyOf([
			recipe,
			sources.get('binding.gyp')?.digest,
			[...sources.keys()],
			process.version,
			project,
		]);
		const stamp = join(folder, 'configured');
		if ((await readFile(stamp, 'utf8').catch(() => '')) !== configuration) {
			const nodeGyp = join(project, 'node_modules/node-gyp/bin/node-gyp.js');
			const devdir = join(folder, 'devdir'); // stays empty: nodedir has all there is to have
			const args = [nodeGyp, 'configure', '--loglevel=warn', `--nodedir=${nodedir}`, `--devdir=${devdir}`];
			await need(process.execPath, args, folder, signal);
			await writeFile(stamp, configuration);
		}

		// What `node-gyp build` would start; ours to stop and to hear.
		const jobs = `--jobs=${availableParallelism()}`;
		await need(
			'make',
			['--silent', '--no-print-directory', jobs, '--directory=build', 'BUILDTYPE=Release'],
			folder,
			signal,
		);
		await copyFile(join(folder, 'build/Release', addonName), target);
	});
}

async function need(
	file: string,
	args: readonly string[],
	cwd: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const {exitCode, all} = await runTool(file, args, {
		cwd,
		env: {HOME: cwd, MAKEFLAGS: undefined, V: undefined},
		signal,
	});
	if (exitCode !== 0) throwIfNoSpace(all);
	if (exitCode !== 0) throw new BuildError('The addon does not build', {detail: diagnostics(all)});
}

function isAddonSource(path: string): boolean {
	return (
		path === 'binding.gyp' || /^(?:native|kernel\/format)\/(?:.*\/)?[^./][^/]*\.(?:cc|c|h|gypi)$/.test(path)
	);
}

/** What node-gyp takes for the headers of a Node: those of the stable interface, and the least of a configuration. */
async function makeNodedir(folder: string): Promise<string> {
	const include = join(folder, 'nodedir/include/node');
	await mkdir(include, {recursive: true});
	const headers = ['js_native_api.h', 'js_native_api_types.h', 'node_api.h', 'node_api_types.h'];
	const files = [
		...headers.map((name) => join(project, 'node_modules/node-api-headers/include', name)),
		...['common.gypi', 'config.gypi'].map((name) => join(project, 'native/nodedir', name)),
	];
	for (const file of files) await copyIfChanged(file, join(include, file.slice(file.lastIndexOf('/') + 1)));
	return join(folder, 'nodedir');
}

/** make rebuilds what a newer header is included by, so the same content must keep its time. */
async function copyIfChanged(from: string, to: string): Promise<void> {
	const content = await readFile(from);
	const present = await readFile(to).catch(() => undefined);
	if (present === undefined || !present.equals(content)) await writeFile(to, content);
}

async function packageVersion(name: string): Promise<string> {
	const text = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8');
	return `${name} ${(JSON.parse(text) as {version: string}).version}`;
}

/** The compiler's lines, without the account of what is compiled. */
function diagnostics(output: string): string {
	return output
		.split('\n')
		.filter(
			(line) =>
				line.trim() !== '' && !/^(?:gyp|make(?:\[\d+\])?:|\s+(?:CXX|CC|COPY|SOLINK_MODULE)\()/.test(line),
		)
		.join('\n');
}

/** Makes or moves a symbolic link; whoever looks meanwhile sees the old or the new one. */
async function pointTo(target: string, link: string): Promise<void> {
	if ((await readlink(link).catch(() => undefined)) === target) return;
	const temporary = `${link}.${process.pid}`;
	await rm(temporary, {force: true});
	await symlink(target, temporary);
	await rename(temporary, link);
}
