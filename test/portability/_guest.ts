import {mkdir, readFile, truncate, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {type Splat, SplatScanner} from '../../src/console/splat.ts';
import {InfraError} from '../../src/errors.ts';
import {type CpioEntry, cpioHeader, cpioPadding, cpioTrailer} from '../../src/vm/cpio.ts';
import {makeScratchDisk} from '../../src/vm/disk.ts';
import {lastLines, needTool, runTool} from '../../src/vm/tool.ts';
import type {Tree} from './_kernel.ts';
import type {Target} from './_target.ts';
import type {ToolEnvironment} from './_tools.ts';

/** More than i386 can address directly, so that folios have to be mapped. */
const memoryMiB = 1200;
const diskMiB = 64;
const reportBytes = 32 * 2 ** 20;

/** What a guest takes under emulation is seconds; one that hangs must end some time. */
const longestMs = 15 * 60_000;

export interface GuestOptions {
	readonly target: Target;
	readonly tree: Tree;
	readonly environment: ToolEnvironment;
	/** The file for the given disk's `plan`, and all that it speaks of. */
	readonly given: ReadonlyMap<string, Uint8Array>;
	/** An empty folder. */
	readonly folder: string;
}

export interface GuestResult {
	/** What init.c wrote. */
	readonly report: string;
	readonly console: string;
	readonly splats: readonly Splat[];
}

/** Boots a kernel that has been built, with init.c as its first process, until that restarts the machine. */
export async function runGuest(options: GuestOptions): Promise<GuestResult> {
	const {target, tree, environment, folder} = options;
	const [disk, report, initramfs, log] = ['given.img', 'report.img', 'initramfs.cpio', 'console.log'].map(
		(name) => join(folder, name),
	) as [string, string, string, string];
	await fillDisk(options, disk);
	await writeFile(report, '');
	await truncate(report, reportBytes);
	await writeFile(initramfs, archive(await readFile(await compileInit(options))));
	await writeFile(log, '');

	const drives = [disk, report].flatMap((file, index) => [
		...['-drive', `if=none,id=d${index},format=raw,cache=unsafe,file=${file}`],
		...['-device', `${target.disk},drive=d${index}`],
	]);
	const {exitCode, all} = await runTool(
		target.qemu,
		[
			// Where a QEMU that was unpacked elsewhere doesn't look for the firmware that is installed.
			...['-L', '/usr/share/qemu'],
			...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
			...['-accel', 'tcg,thread=single', '-m', `${memoryMiB}M`],
			...['-kernel', join(tree.out, target.image), '-initrd', initramfs],
			...['-append', `${target.append} panic=-1 loglevel=6`],
			...['-chardev', `file,id=console,path=${log}`, ...target.console],
			...drives,
		],
		{env: {...environment}, signal: AbortSignal.timeout(longestMs)},
	);
	if (exitCode !== 0)
		throw new InfraError(`${target.qemu} failed with exit code ${exitCode}`, {detail: lastLines(all)});

	const console = await readFile(log, 'utf8');
	const scanner = new SplatScanner();
	scanner.push(console);
	const bytes = await readFile(report);
	return {report: bytes.subarray(0, bytes.indexOf(0)).toString('latin1'), console, splats: scanner.finish()};
}

async function fillDisk({given, folder}: GuestOptions, path: string): Promise<void> {
	const from = join(folder, 'given');
	for (const [name, bytes] of given) {
		const file = join(from, name);
		await mkdir(dirname(file), {recursive: true});
		await writeFile(file, bytes);
	}
	await makeScratchDisk({type: 'ext4', sizeMiB: diskMiB, from, path});
}

/** With the C library and the system call headers of the kernel's own source: those of a foreign architecture are nowhere else. */
async function compileInit({target, tree, environment, folder}: GuestOptions): Promise<string> {
	await tree.make(['headers']);
	const init = join(folder, 'init');
	const nolibc = join(tree.source, 'tools/include/nolibc');
	await needTool(
		`${target.cross ?? ''}gcc`,
		[
			...['-Os', '-Wall', '-Wextra', '-Werror', '-static', '-nostdlib', '-fno-stack-protector', '-fno-pie'],
			...['-no-pie', '-fno-asynchronous-unwind-tables', ...target.cflags],
			...['-isystem', join(tree.out, 'usr/include'), '-isystem', nolibc],
			...['-include', join(nolibc, 'nolibc.h'), '-o', init, join(import.meta.dirname, 'init.c')],
		],
		{env: {...environment}},
	);
	return init;
}

function archive(init: Buffer): Buffer {
	const directory = (path: string): CpioEntry => ({type: 'directory', path, mode: 0o755});
	const entries: CpioEntry[] = [
		...['/dev', '/given', '/mnt'].map(directory),
		{type: 'device', path: '/dev/console', mode: 0o600, major: 5, minor: 1},
		{type: 'file', path: '/init', mode: 0o755, size: init.length},
	];
	const headers = entries.map((entry, index) => cpioHeader(entry, index + 1));
	return Buffer.concat([...headers, init, cpioPadding(init.length), cpioTrailer()]);
}
