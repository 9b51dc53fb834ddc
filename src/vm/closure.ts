import {execFile} from 'node:child_process';
import {closeSync, existsSync, openSync, readSync} from 'node:fs';
import {promisify} from 'node:util';
import {InfraError} from '../errors.ts';
import {elfInterpreter, isElf, type ReadAt} from './elf.ts';

const run = promisify(execFile);

/** What a loader says that a program needs. */
export interface LoaderList {
	readonly libraries: readonly string[];
	readonly missing: readonly string[];
}

export interface Closure {
	/** Every shared library that the files need, the loader included, as paths of the host. */
	readonly libraries: readonly string[];
	/** The loader finds one of them only through ldconfig's cache, which changes with every package of the host. */
	readonly needsCache: boolean;
}

/**
 * What these files need to run. Files that aren't ELF, and static programs, need nothing.
 *
 * The program's own loader is asked (`ld.so --list`), not the ELF file: only the loader knows RUNPATH with
 * $ORIGIN, the cache of ldconfig and its built-in folders all at once. Nothing of the program itself runs.
 * `loader` is for shared objects, which name none; it is the one of the program that will load them.
 */
export async function sharedLibraries(files: readonly string[], loader?: string): Promise<Closure> {
	const closures = await Promise.all(files.map((file) => librariesOf(file, loader)));
	return {
		libraries: [...new Set(closures.flatMap(({libraries}) => libraries))].sort(),
		needsCache: closures.some(({needsCache}) => needsCache),
	};
}

async function librariesOf(file: string, loaderOfObjects: string | undefined): Promise<Closure> {
	const loader = readInterpreter(file, loaderOfObjects);
	if (loader === undefined) return {libraries: [], needsCache: false};

	const without = await askLoader(loader, ['--inhibit-cache', '--list', file]);
	const needsCache = without.missing.length > 0;
	const {libraries, missing} = needsCache ? await askLoader(loader, ['--list', file]) : without;
	if (missing.length > 0)
		throw new InfraError(`${file} needs ${missing.join(', ')}, which this system's loader does not find`, {
			remedy: 'Install the missing library, or add its folder to /etc/ld.so.conf.d and run ldconfig.',
		});

	// The guest's CPU is plainer than the host's: its loader may choose the plain variant of a library.
	const plain = libraries.map((library) => library.replace(/\/glibc-hwcaps\/[^/]+\//, '/'));
	const others = plain.filter((path) => !libraries.includes(path) && existsSync(path));
	return {libraries: [loader, ...libraries, ...others], needsCache};
}

/** The loader that a program names, or undefined for a static program. */
export function readInterpreter(file: string, forObjects?: string): string | undefined {
	const fd = openSync(file, 'r');
	try {
		const read: ReadAt = (offset, length) => {
			const bytes = Buffer.alloc(length);
			const got = readSync(fd, bytes, 0, length, offset);
			if (got < length) throw new RangeError(`Expected ${length} bytes at ${offset}, got ${got}`);
			return bytes;
		};
		const magic = Buffer.alloc(4);
		if (readSync(fd, magic, 0, 4, 0) < 4 || !isElf(magic)) return undefined;
		return elfInterpreter(read) ?? (file.match(/\.(node|so)(\.|$)/) ? forObjects : undefined);
	} finally {
		closeSync(fd);
	}
}

/**
 * Reads the lines that `ld.so --list` and `ldd` print: `NAME => PATH (ADDRESS)`, `PATH (ADDRESS)`,
 * `NAME => not found`. The vDSO has no path and is left out.
 */
export function parseLoaderList(text: string): LoaderList {
	const libraries: string[] = [];
	const missing: string[] = [];
	for (const line of text.split('\n')) {
		const found = line.match(/^\s*(?:\S+ => )?(\/.*?)(?: \(0x[0-9a-f]+\))?$/);
		const absent = line.match(/^\s*(\S+) => not found/);
		if (absent?.[1]) missing.push(absent[1]);
		else if (found?.[1]) libraries.push(found[1]);
	}
	return {libraries, missing};
}

async function askLoader(loader: string, args: readonly string[]): Promise<LoaderList> {
	try {
		// An empty environment: the guest will have no LD_LIBRARY_PATH or LD_PRELOAD either.
		const {stdout} = await run(loader, args, {env: {}, maxBuffer: 1024 * 1024});
		return parseLoaderList(stdout);
	} catch (error) {
		throw new InfraError(`${loader} can't list the shared libraries of ${args.at(-1)}`, {
			cause: error,
			detail: String(error),
			remedy: `Check that ${args.at(-1)} runs on this system.`,
		});
	}
}
