import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {BuildError, InfraError} from '../../errors.ts';
import type {Kernel} from '../interfaces.ts';
import {moduleName, readModinfo, unpackModules} from '../modules.ts';
import {parseModuleSymvers, readSymbolVersions, readUndefinedSymbols} from './module-file.ts';

/**
 * Checks before anything boots that the kernel will take a module that was built for it: same version magic and symbol
 * versions as one of its own modules, and no symbol that it lacks. The own module stands for the image, whose symbol
 * table is compressed away.
 */
export async function checkModuleFits(module: string, kernel: Kernel, cache: string): Promise<void> {
	const built = await readFile(module);
	const anyOwn = await anyModule(kernel, cache);
	const exported = parseModuleSymvers(await readFile(join(kernel.headers, 'Module.symvers'), 'utf8'));

	const missing = missingSymbols(built, exported);
	if (missing.length > 0)
		throw new BuildError(
			`The module needs what kernel ${kernel.release} does not export: ${missing.join(', ')}`,
		);

	// Where all is built in there is nothing to compare with.
	const odd = anyOwn === undefined ? undefined : misfit(built, await readFile(anyOwn));
	if (odd !== undefined)
		throw new InfraError(`Headers and image of kernel ${kernel.name} do not belong together: ${odd}`, {
			remedy: 'Name another kernel with --kernel PACKAGE.',
		});
}

/** Symbols that a module needs and a kernel does not export. */
export function missingSymbols(module: Buffer, exported: ReadonlySet<string>): string[] {
	return readUndefinedSymbols(module).filter((name) => !exported.has(name));
}

/** In what a module differs from one of the kernel's own, in words; undefined where they are for the same kernel. */
export function misfit(built: Buffer, own: Buffer): string | undefined {
	const [ours, theirs] = [built, own].map((module) => readModinfo(module).get('vermagic')?.trim());
	if (ours !== theirs) return `built with version magic '${ours}', the kernel's own modules have '${theirs}'`;

	const versions = readSymbolVersions(own);
	for (const [name, version] of readSymbolVersions(built)) {
		const theirVersion = versions.get(name);
		if (theirVersion !== undefined && theirVersion !== version)
			return `symbol ${name} has version ${hex(version)}, the kernel's own modules have ${hex(theirVersion)}`;
	}
	return undefined;
}

function hex(version: number): string {
	return `0x${version.toString(16).padStart(8, '0')}`;
}

/** A module that came with the kernel, unpacked: the smallest, as any will do. Undefined where it has none. */
async function anyModule(kernel: Kernel, cache: string): Promise<string | undefined> {
	const folder = join(kernel.modules, 'kernel');
	const entries = await readdir(folder, {recursive: true, withFileTypes: true});
	const paths = entries
		.filter((entry) => entry.isFile() && /\.ko(\.\w+)?$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
	const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
	const smallest = paths[sizes.indexOf(Math.min(...sizes))];
	if (smallest === undefined) return undefined;

	const name = moduleName(smallest);
	const {files} = await unpackModules(kernel, [name], cache);
	const unpacked = Object.entries(files).find(([path]) => path.endsWith(`/${name}.ko`))?.[1];
	if (unpacked === undefined)
		throw new InfraError(`Kernel ${kernel.name} has a module that can't be read: ${smallest}`);
	return unpacked;
}
