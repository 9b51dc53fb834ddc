import {execFile} from 'node:child_process';
import {readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {promisify} from 'node:util';
import {gunzipSync} from 'node:zlib';
import {InfraError} from '../errors.ts';
import {cachedDirectory, isCode, pruneFolder} from './cache.ts';
import {elfSection, readFromBytes} from './elf.ts';
import {keyOf} from './fingerprint.ts';
import type {Kernel} from './interfaces.ts';

const run = promisify(execFile);

/** Where the guest finds a module, and what must be loaded before it. */
export interface GuestModule {
	/** Path in the guest; empty for what is built in. */
	readonly path: string;
	/** Names of the modules to load first, themselves in load order. */
	readonly depends: readonly string[];
	readonly builtin?: true;
}

/** By name, with underscores as in /proc/modules; each after all it depends on. What the kernel has not is absent. */
export type ModuleIndex = Readonly<Record<string, GuestModule>>;

export interface UnpackedModules {
	readonly index: ModuleIndex;
	/** The host's folder that holds them and the index, by the names that they have in the guest. */
	readonly directory: string;
	/** Guest path to host path of every module file and of the index itself. */
	readonly files: Readonly<Record<string, string>>;
}

/** Where modules lie in the guest; the index is `index.json` among them. */
const guestDirectory = '/lib/modules';

/** For all selections of all kernels together; one is about 20 MB. */
const maximumModuleBytes = 256 * 2 ** 20;

/**
 * Unpacks the wanted modules of a kernel, with all that they depend on, once per kernel and selection.
 *
 * Dependencies are read from the modules' own `depends=`, because a kernel package that was unpacked without root
 * has no modules.dep. Soft dependencies (other implementations of an algorithm) are not followed.
 */
export async function unpackModules(
	kernel: Kernel,
	wanted: readonly string[],
	cache: string,
): Promise<UnpackedModules> {
	const available = await findModules(kernel.modules);
	const names = [...new Set(wanted.map(moduleName))].sort();
	const key = keyOf([names, available.builtin, await identities(available.files)]);

	const {path: directory, fresh} = await cachedDirectory(join(cache, 'modules', key), async (temporary) => {
		const index = await resolveModules(names, available.builtin, async (name) => {
			const path = available.files.get(name);
			if (path === undefined) return undefined;
			const bytes = await decompress(path);
			await writeFile(join(temporary, `${name}.ko`), bytes);
			return readModinfo(bytes);
		});
		await writeFile(join(temporary, 'index.json'), `${JSON.stringify(index, null, '\t')}\n`);
	});

	if (fresh) await pruneFolder(join(cache, 'modules'), {maximumBytes: maximumModuleBytes, keep: key});

	const index = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as ModuleIndex;
	const files: Record<string, string> = {[`${guestDirectory}/index.json`]: join(directory, 'index.json')};
	for (const [name, {path}] of Object.entries(index)) if (path) files[path] = join(directory, `${name}.ko`);
	return {index, directory, files};
}

/** Whether the kernel package brings a module, built in or not. */
export async function hasKernelModule(kernel: Kernel, name: string): Promise<boolean> {
	const {files, builtin} = await findModules(kernel.modules);
	return files.has(name) || builtin.includes(name);
}

/** Puts modules in load order. `load` gives a module's modinfo, or undefined where the kernel has no such module. */
export async function resolveModules(
	wanted: readonly string[],
	builtin: readonly string[],
	load: (name: string) => Promise<ReadonlyMap<string, string> | undefined>,
): Promise<ModuleIndex> {
	const index: Record<string, GuestModule> = {};
	const visit = async (name: string, path: readonly string[]): Promise<readonly string[] | undefined> => {
		const known = index[name];
		if (known) return known.builtin ? [] : [...known.depends, name];
		if (builtin.includes(name)) {
			index[name] = {path: '', depends: [], builtin: true};
			return [];
		}
		if (path.includes(name))
			throw new InfraError(`Kernel modules depend on each other in a circle: ${[...path, name].join(' > ')}`);

		const modinfo = await load(name);
		if (modinfo === undefined) return undefined;
		const depends = new Set<string>();
		for (const needed of (modinfo.get('depends') ?? '').split(',').filter(Boolean).map(moduleName)) {
			const before = await visit(needed, [...path, name]);
			if (before === undefined)
				throw new InfraError(
					`The kernel module ${name} depends on ${needed}, which the kernel package lacks`,
				);
			for (const each of before) depends.add(each);
		}
		index[name] = {path: `${guestDirectory}/${name}.ko`, depends: [...depends]};
		return [...depends, name];
	};
	for (const name of wanted) await visit(name, []);
	return index;
}

/** `fs/foo-bar.ko.xz` is the module foo_bar: the kernel itself knows no dashes. */
export function moduleName(path: string): string {
	return basename(path)
		.replace(/\.ko(\.(xz|zst|gz))?$/, '')
		.replaceAll('-', '_');
}

/** The `key=value` strings of a module, first one of each key. */
export function readModinfo(module: Buffer): Map<string, string> {
	const section = elfSection(readFromBytes(module), '.modinfo');
	const modinfo = new Map<string, string>();
	for (const text of section?.toString().split('\0') ?? []) {
		const equals = text.indexOf('=');
		const key = text.slice(0, equals);
		if (equals > 0 && !modinfo.has(key)) modinfo.set(key, text.slice(equals + 1));
	}
	return modinfo;
}

interface AvailableModules {
	readonly files: ReadonlyMap<string, string>;
	readonly builtin: readonly string[];
}

async function findModules(directory: string): Promise<AvailableModules> {
	const files = new Map<string, string>();
	// Entries with types: without them readdir would follow `build` and `source`, which lead to the headers.
	for (const entry of await readdir(directory, {recursive: true, withFileTypes: true}))
		if (entry.isFile() && /\.ko(\.(xz|zst|gz))?$/.test(entry.name))
			files.set(moduleName(entry.name), join(entry.parentPath, entry.name));
	const list = await readFile(join(directory, 'modules.builtin'), 'utf8').catch((error) => {
		if (isCode(error, 'ENOENT')) return '';
		throw error;
	});
	return {files, builtin: list.split('\n').filter(Boolean).map(moduleName)};
}

async function identities(files: ReadonlyMap<string, string>): Promise<string[]> {
	const paths = [...files.values()].sort();
	return Promise.all(
		paths.map(async (path) => {
			const {size, mtimeMs} = await stat(path);
			return `${path}:${size}:${mtimeMs}`;
		}),
	);
}

async function decompress(path: string): Promise<Buffer> {
	if (path.endsWith('.ko')) return readFile(path);
	if (path.endsWith('.gz')) return gunzipSync(await readFile(path));

	const tool = path.endsWith('.xz') ? 'xz' : 'zstd';
	try {
		const {stdout} = await run(tool, ['-dc', path], {encoding: 'buffer', maxBuffer: 256 * 1024 * 1024});
		return stdout;
	} catch (error) {
		throw new InfraError(`${tool} can't decompress the kernel module ${path}`, {
			cause: error,
			detail: String(error),
			remedy: `Install ${tool === 'xz' ? 'xz-utils' : 'zstd'}.`,
		});
	}
}
