import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Command} from 'commander';
import {exitCode, UsageError} from '../errors.ts';
import {humanReport} from '../host/human-report.ts';
import {keptDirectory, shellInKept} from '../host/kept-shell.ts';
import {onlyNews, shellAt} from '../host/looking.ts';
import {runCases} from '../host/run.ts';
import {openScreen} from '../host/screen.ts';
import {SharedTerminal} from '../host/shared-terminal.ts';
import type {ShellEnd} from '../host/shell-terminal.ts';
import {shellTools} from '../host/shell-tools.ts';
import {usualExitCodes, withManual} from './help.ts';
import {acceleratorOption, suitesOption} from './options.ts';
import {cancelOnSignals} from './signals.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

interface ShellFlags {
	readonly suites: string;
	readonly tree?: string;
	readonly kernel?: string;
	readonly accel: 'auto' | 'kvm' | 'tcg';
	readonly append?: string;
	readonly dyndbg?: string | true;
	readonly command?: string;
	readonly kept?: string;
}

/** `cfsbench shell`: the guest of the cases, with a terminal. */
export function addShellCommand(program: Command): void {
	const command = program
		.command('shell')
		.description('Open a shell in the guest, with the driver loaded and an image mounted.')
		.argument('[case]', 'run this case and hold it before its clean-up, with all that it mounted')
		.optionsGroup('What is in the guest')
		.option('--tree <dir>', 'pack and mount this directory of the host instead of the small image')
		.addOption(suitesOption())
		.option('--kept <dir>', 'a guest that run --keep has kept: a path, or RUN/SUITE/CASE')
		.option('-c, --command <text>', 'run this with sh -c, and end with its exit status')
		.optionsGroup('Kernel')
		.option('--kernel <kernel>', "kernel to boot, as for run (default: the distribution's newest 6.12+)")
		.option('--append <text>', "added to the kernel's command line")
		.option('--dyndbg [flags]', "switch on the driver's debug messages (default flags: +p); see dmesg")
		.optionsGroup('Guest')
		.addOption(acceleratorOption())
		.action(async (word: string | undefined, flags: ShellFlags) => {
			process.exitCode = await shell(word, flags);
		});
	withManual(command, {
		about: [
			'It is the guest of the cases, restored from the same snapshot: root, bash and the usual tools of this machine, /mnt/scratch (ext4 with fs-verity), the driver in /sys/module/composefs. Nothing in it outlives it.',
			'Ctrl-C goes to the guest; "exit" ends it, and so does Ctrl-] where nothing else does. Where the input is no terminal it is typed for you.',
		],
		exitCodes: {
			N: "that of the shell's last command",
			1: 'the guest died, or the kernel complained',
			...usualExitCodes,
			125: "the sources don't build",
		},
		environment: {
			CFSBENCH_CACHE: 'a folder to use instead of .cache',
			TERM: "the terminal's kind, passed on",
		},
		examples: [
			{does: 'a small image, mounted', line: 'cfsbench shell'},
			{does: 'a directory of yours, packed and mounted', line: 'cfsbench shell --tree /usr/share/zoneinfo'},
			{
				does: 'what a case has mounted when it ends',
				line: 'cfsbench shell verity/changed-block-is-eio-at-read',
			},
			{
				does: 'the guest of a case that failed in a run with --keep',
				line: 'cfsbench shell --kept runs/20261123-100506-7d2afe/cases/mount/unknown-option-is-einval/kept',
			},
			{
				does: 'one command, from a script',
				line: "cfsbench shell -c 'grep composefs /proc/mounts; dmesg | tail -3'",
			},
		],
		seeAlso: 'docs/debugging.md',
	});
}

async function shell(word: string | undefined, flags: ShellFlags): Promise<number> {
	if (flags.kept !== undefined) return shellInKeptGuest(word, flags, flags.kept);
	if (word !== undefined && flags.tree !== undefined)
		throw new UsageError('Expected a case or --tree, got both: --tree mounts a directory without a case');

	const {signal, release, exitCode: cancelled} = cancelOnSignals();
	const terminal = new SharedTerminal();
	const screen = terminal.screen(openScreen(process.stderr, false));
	let end: ShellEnd | undefined;
	let looked = false;
	let bad = false;
	const say = (line: string) => process.stderr.write(`${line}\n`);
	const look = shellAt({
		streams: process,
		signal,
		...(flags.command !== undefined && {command: flags.command}),
		say,
		terminal,
		onEnd: (given) => {
			end = given;
		},
	});
	try {
		const code = await runCases({
			root,
			suites: word === undefined ? join(root, 'src/guest/demo') : flags.suites,
			selection: [word ?? (flags.tree === undefined ? 'shell/image' : 'shell/tree')],
			groups: [],
			exclude: [],
			tree: flags.tree === undefined ? undefined : resolve(flags.tree),
			cwd: process.cwd(),
			cache: resolve(process.env.CFSBENCH_CACHE ?? join(root, '.cache')),
			kernel: flags.kernel,
			accelerator: flags.accel,
			isolation: 'snapshot',
			jobs: 1,
			append: flags.append,
			signal,
			emit: onlyNews(
				humanReport(screen, process.cwd()),
				flags.command === undefined ? say : () => {},
				(given) => {
					bad = given;
				},
			),
			debugging: {
				hold: 'always',
				tools: await shellTools(process.env.TERM ?? 'dumb'),
				...(flags.dyndbg !== undefined && {dyndbg: flags.dyndbg === true ? '+p' : flags.dyndbg}),
				onLook: async (session, given) => {
					// One shell is enough: what the kernel said after it is told with the verdict.
					if (looked) return;
					looked = true;
					await look(session, given);
				},
			},
		});
		if (bad) return code;
		return end?.kind === 'ended' ? end.status : exitCode.good;
	} catch (error) {
		const code = cancelled();
		if (code === undefined) throw error;
		return code;
	} finally {
		release();
	}
}

async function shellInKeptGuest(word: string | undefined, flags: ShellFlags, kept: string): Promise<number> {
	const {tree, kernel, append, dyndbg, command} = flags;
	const others = Object.entries({'a case': word, '--tree': tree, '--kernel': kernel, '--append': append});
	const other = [...others, ['--dyndbg', dyndbg] as const].find(([, value]) => value !== undefined)?.[0];
	if (other !== undefined)
		throw new UsageError(`Expected --kept or ${other}, got both: a kept guest is what it was`);

	const {signal, release, exitCode: cancelled} = cancelOnSignals();
	try {
		const end = await shellInKept({
			directory: keptDirectory(kept, {root, cwd: process.cwd()}),
			streams: process,
			signal,
			...(command !== undefined && {command}),
			say: (line) => process.stderr.write(`${line}\n`),
		});
		return end.kind === 'ended' ? end.status : exitCode.good;
	} catch (error) {
		const code = cancelled();
		if (code === undefined) throw error;
		return code;
	} finally {
		release();
	}
}
