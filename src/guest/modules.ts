import {closeSync, constants, existsSync, openSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {loadNative} from '../native.ts';

/** What the host packed of the kernel's modules; written by src/vm. */
interface PackedModule {
	readonly path: string;
	/** In load order. */
	readonly depends: readonly string[];
	readonly builtin?: true;
}

/** What a module asks of the crypto API by name: it is not linked with it, so the kernel's tables don't tell. */
const softDependencies: Readonly<Record<string, readonly string[]>> = {
	ext4: ['crc32c_generic'],
	btrfs: ['crc32c_generic'],
	xfs: ['crc32c_generic'],
};

/** Where they lie; in a root that is the host's, /lib/modules is the host's. */
const folder = process.env.CFSBENCH_MODULES ?? '/lib/modules';
const index: Readonly<Record<string, PackedModule>> = readIndex(`${folder}/index.json`);

/** Whether the kernel has the module, loaded, built in or packed. */
export function hasModule(name: string): boolean {
	return index[name] !== undefined || isLoaded(name);
}

/** Loads one of the kernel's own modules with what it depends on; nothing to do for what is built in. */
export function loadKernelModule(name: string): void {
	const packed = index[name];
	if (packed === undefined) {
		if (isLoaded(name)) return;
		throw new Error(`the guest has no module ${name}`);
	}
	if (packed.builtin) return;

	for (const soft of softDependencies[name] ?? []) if (hasModule(soft)) loadKernelModule(soft);
	for (const dependency of packed.depends) insert(dependency, fileOf(index[dependency]));
	insert(name, fileOf(packed));
}

/** finit_module(2) on a module file, unless a module of that name is loaded already. */
export function insert(name: string, path: string, parameters = ''): void {
	if (isLoaded(name) || path === '') return;
	const descriptor = openSync(path, constants.O_RDONLY);
	try {
		loadNative().finit_module(descriptor, parameters, 0);
	} finally {
		closeSync(descriptor);
	}
}

/** The file of one of the kernel's own modules, or '' where it is built in or unknown. */
export function moduleFile(name: string): string {
	return fileOf(index[name]);
}

function fileOf(packed: PackedModule | undefined): string {
	return packed?.path ? join(folder, basename(packed.path)) : '';
}

/** delete_module(2), without waiting for users: EAGAIN while there are any. */
export function remove(name: string): void {
	loadNative().delete_module(name, constants.O_NONBLOCK);
}

export function isLoaded(name: string): boolean {
	return existsSync(`/sys/module/${name}/initstate`);
}

function readIndex(path: string): Readonly<Record<string, PackedModule>> {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		// A guest without packed modules still has what is built in.
		return {};
	}
}
