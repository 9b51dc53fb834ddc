/** The programs and libraries of the system that the bench uses, and which package of Debian and Ubuntu has them. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants, existsSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/**
 * @typedef {object} Tool
 * @property {string} name a program, or the file name of a shared library, a header, or a library of clang's own
 * @property {string} why
 * @property {string} package
 * @property {string} [unless] absence is no fault, and what is done without
 * @property {true} [lint] only `npm run lint` uses it
 * @property {true} [debugKernel] only the build of the debug kernel uses it
 * @property {true} [bench] only `npm run vm:bench` uses it
 * @property {true} [fuzz] only `npm run fuzz` uses it
 * @property {string} [only] the ID in /etc/os-release of the one distribution that it is needed on
 */

/** @type {readonly Tool[]} */
const tools = [
	{name: 'qemu-system-x86_64', why: 'runs the guests', package: 'qemu-system-x86'},
	{name: 'gcc', why: 'compiles the driver', package: 'gcc'},
	{name: 'make', why: 'builds the driver and the addon', package: 'make'},
	{name: 'libelf.so.1', why: "used by the kernel's objtool", package: 'libelf1'},
	{name: 'g++', why: 'compiles the addon', package: 'g++'},
	{name: 'python3', why: 'used by node-gyp', package: 'python3'},
	{name: 'xz', why: 'unpacks kernel modules', package: 'xz-utils'},
	{name: 'zstd', why: "unpacks Ubuntu's kernel modules", package: 'zstd', only: 'ubuntu'},
	{name: 'mkfs.ext4', why: 'makes the disks of the guests', package: 'e2fsprogs'},
	{
		name: 'mkfs.btrfs',
		why: 'makes a second kind of disk',
		package: 'btrfs-progs',
		unless: 'a second ext4 stands in',
	},
	{name: 'flock', why: 'keeps two runs apart', package: 'util-linux'},
	{name: 'mount', why: 'goes into the guest', package: 'mount'},
	{name: 'insmod', why: 'loads modules before a guest of virtme-ng has its root', package: 'kmod'},
	{name: 'ldd', why: 'finds the libraries of what goes into the guest', package: 'libc-bin'},
	{name: 'apt-get', why: 'fetches kernels', package: 'apt'},
	{name: 'dpkg-deb', why: 'unpacks kernels', package: 'dpkg'},
	{name: 'sparse', why: "checks the driver's types", package: 'sparse', lint: true},
	{name: 'perl', why: 'runs checkpatch and kernel-doc', package: 'perl', lint: true},
	{name: 'shellcheck', why: 'checks shell scripts', package: 'shellcheck', lint: true},
	{name: 'codespell', why: 'checks the spelling', package: 'codespell', lint: true},
	{name: 'flex', why: 'builds the debug kernel', package: 'flex', debugKernel: true},
	{name: 'bison', why: 'builds the debug kernel', package: 'bison', debugKernel: true},
	{name: 'bc', why: 'builds the debug kernel', package: 'bc', debugKernel: true},
	{name: 'lz4', why: 'packs the debug kernel', package: 'lz4', debugKernel: true},
	{name: 'gelf.h', why: "builds the debug kernel's objtool", package: 'libelf-dev', debugKernel: true},
	{
		name: 'ccache',
		why: 'keeps what was compiled for the debug kernel',
		package: 'ccache',
		unless: 'another build of it takes as long as the first',
		debugKernel: true,
	},
	{
		name: 'mkfs.erofs',
		why: 'makes what the driver is compared with',
		package: 'erofs-utils',
		bench: true,
	},
	{name: 'clang', why: 'builds the fuzz target', package: 'clang', fuzz: true},
	{name: 'cmake', why: 'builds the fuzz target', package: 'cmake', fuzz: true},
	{name: 'libclang_rt.fuzzer.a', why: 'is libFuzzer', package: 'libclang-rt-dev', fuzz: true},
];

/**
 * @typedef {Tool & {path: string | undefined}} FoundTool
 * @typedef {{lint?: boolean, debugKernel?: boolean, bench?: boolean, fuzz?: boolean, onlyTells?: boolean}} Purpose
 *     also what only the static checks use, the debug kernel's build, the bench, or the fuzz target; nothing at all where the bench is only asked to tell something
 * @param {Purpose} [purpose]
 * @returns {FoundTool[]} those that this distribution needs, with where they were found
 */
export function findTools({
	lint = false,
	debugKernel = false,
	bench = false,
	fuzz = false,
	onlyTells = false,
} = {}) {
	if (onlyTells) return [];
	const system = distribution();
	return tools
		.filter(({only}) => only === undefined || only === system)
		.filter((tool) => (lint || !tool.lint) && (debugKernel || !tool.debugKernel))
		.filter((tool) => (bench || !tool.bench) && (fuzz || !tool.fuzz))
		.map((tool) => ({...tool, path: findTool(tool.name)}));
}

/**
 * @param {readonly FoundTool[]} found
 * @returns {FoundTool[]}
 */
export function missingTools(found) {
	return found.filter(({path, unless}) => path === undefined && unless === undefined);
}

/** @returns {string} the ID in /etc/os-release, such as `debian` */
function distribution() {
	try {
		return /^ID="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
	} catch {
		return '';
	}
}

/**
 * @param {string} name
 * @param {string} [path]
 * @returns {string | undefined}
 */
export function findProgram(name, path = process.env.PATH ?? '') {
	return path
		.split(delimiter)
		.filter((folder) => folder !== '')
		.map((folder) => join(folder, name))
		.find((candidate) => {
			try {
				accessSync(candidate, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

/** @param {string} name */
function findTool(name) {
	if (name.endsWith('.a')) return findClangLibrary(name);
	if (name.endsWith('.h')) return [`/usr/include/${name}`].find((path) => existsSync(path));
	return name.includes('.so.') ? findLibrary(name) : findProgram(name);
}

/** @param {string} name */
function findLibrary(name) {
	const folders = ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'];
	return folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
}

/**
 * In the folder that clang links its own libraries from, whose names have the architecture in them in some versions.
 * @param {string} name
 */
function findClangLibrary(name) {
	const clang = findProgram('clang');
	if (clang === undefined) return undefined;
	const names = [name, name.replace('.a', '-x86_64.a')];
	for (const candidate of names) {
		const {stdout} = spawnSync(clang, [`-print-file-name=${candidate}`], {encoding: 'utf8'});
		if (existsSync(stdout.trim())) return stdout.trim();
	}
	return undefined;
}
