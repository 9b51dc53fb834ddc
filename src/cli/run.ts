import {availableParallelism} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Command, Option} from 'commander';
import {exitCode as exitCodes, UsageError} from '../errors.ts';
import {humanReport} from '../host/human-report.ts';
import {listSelected} from '../host/list.ts';
import {type RunTarget, runMatrix} from '../host/matrix-run.ts';
import {openReports} from '../host/reports/index.ts';
import {toAll} from '../host/reports/to-all.ts';
import {runCases} from '../host/run.ts';
import {recall} from '../host/run-memory.ts';
import {openScreen} from '../host/screen.ts';
import {SharedTerminal} from '../host/shared-terminal.ts';
import {whatFailed} from '../host/what-failed.ts';
import type {RunListener} from '../result/events.ts';
import {type CompareFlags, compareInstead} from './compare.ts';
import {
	type ContestantFlags,
	contestantOf,
	contestantTargets,
	withContestants,
} from './contestant-options.ts';
import {type DebugFlags, debuggingOf, withDebugging, withMachine} from './debug-options.ts';
import {withManual} from './help.ts';
import {type MatrixFlags, matrixTargets, reportsOf, withMatrix} from './matrix-options.ts';
import {acceleratorOption, collect, directory, suitesOption, wholeNumber} from './options.ts';
import {type ReportFlags, reportTargets, withReports} from './report-options.ts';
import {listManual, runManual} from './run-manual.ts';
import {type RunnerFlags, runnerOf, withRunner} from './runner-options.ts';
import {type Cancellation, cancelOnSignals} from './signals.ts';
import {type TrustFlags, trustOptions, withTrust} from './trust-options.ts';
import {watchAndRun} from './watch.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

interface SelectFlags {
	readonly group: readonly string[];
	readonly exclude: readonly string[];
	readonly suites: string;
	readonly tree?: string;
}

interface RunFlags
	extends SelectFlags,
		ReportFlags,
		TrustFlags,
		MatrixFlags,
		DebugFlags,
		CompareFlags,
		RunnerFlags,
		ContestantFlags {
	readonly list?: boolean;
	readonly watch?: boolean;
	readonly update?: boolean;
	readonly kernel?: string;
	readonly headers?: string;
	readonly modules?: string;
	readonly accel: 'auto' | 'kvm' | 'tcg';
	readonly jobs: number;
	readonly append?: string;
	readonly color: boolean;
}

export function addRunCommand(program: Command): void {
	const command = withSelection(program.command('run'))
		.description('Build, boot and judge: runs the selected cases, each in a pristine kernel.')
		.option('--failed', 'only what failed last in this checkout')
		.option('--update', 'write the golden output of the cases instead of comparing it')
		.option('--list', 'only list what would run')
		.option(
			'--watch',
			'run again after every save of a source; without a selection, what was last run in this checkout',
		)
		.optionsGroup('Kernel')
		.option(
			'--kernel <kernel>',
			"kernel to test on: a package, SUITE/PACKAGE, a built tree, an image with --headers, 'host' or 'debug' (default: the distribution's newest 6.12+)",
		)
		.option('--headers <dir>', 'what modules are built against for an image given as --kernel')
		.option('--modules <dir>', 'lib/modules/RELEASE of that image (default: beside it, if there)')
		.option('--append <text>', "added to the kernel's command line")
		.optionsGroup('Guest')
		.addOption(acceleratorOption());
	withRunner(command).option(
		'--jobs <n>',
		'guests side by side',
		wholeNumber(1, 256),
		availableParallelism(),
	);
	withManual(
		withReports(withTrust(withDebugging(withContestants(withMatrix(withMachine(command)))))),
		runManual,
	).action(async (words: string[], flags: RunFlags) => {
		if (flags.compare !== undefined) {
			process.exitCode = await compareInstead(words, flags);
			return;
		}
		refuseWithMatrix(flags);
		const targets = (await matrixTargets(flags, root)) ?? contestantTargets(flags, flags.group);
		if (flags.list) await list(words, flags);
		else if (flags.watch) process.exitCode = await watchRuns(words, flags);
		else if (targets === undefined) process.exitCode = await run(words, flags);
		else
			process.exitCode = await runMatrix(
				targets,
				onTarget(words, flags),
				flags.json === undefined ? console.log : console.error,
			);
	});

	withManual(withSelection(program.command('list')), listManual)
		.description('List the selected cases with their groups and requirements.')
		.action(list);
}

function withSelection(command: Command): Command {
	return command
		.argument('[selection...]', "suites, suite/case, globs such as 'verity/*', or paths (default: all)")
		.optionsGroup('Selection')
		.addOption(groupOption('-g, --group <group>', 'cases of this group (default: auto); may be repeated'))
		.addOption(groupOption('-x, --exclude <group>', 'not the cases of this group; may be repeated'))
		.addOption(suitesOption())
		.option(
			'--tree <dir>',
			'the directory that the real-tree cases pack, mount and compare; alone it selects just them',
			directory,
		);
}

function groupOption(flags: string, description: string): Option {
	return new Option(flags, description).argParser(collect).default([]);
}

async function list(words: string[], flags: SelectFlags & ContestantFlags): Promise<void> {
	const {contestant} = flags;
	const {cases} = await listSelected({
		...selectionOf(words, flags),
		...(contestant !== undefined && contestant !== 'all' && {contestant}),
	});
	const width = Math.max(...cases.map(({id}) => id.length));
	for (const {id, groups, requires, title} of cases) {
		const needs = requires.length === 0 ? '' : `; requires ${requires.join(', ')}`;
		console.log(`${id.padEnd(width)}  ${title} (${groups.join(', ')}${needs})`);
	}
}

/** What each target of a matrix says itself. */
function refuseWithMatrix(flags: RunFlags): void {
	if (flags.list || flags.watch || (flags.matrix === undefined && flags.target === undefined)) return;
	for (const name of ['kernel', 'contestant'] as const)
		if (flags[name] !== undefined)
			throw new UsageError(`--${name} is what the targets of a matrix say`, {
				remedy: 'leave out one of them',
			});
}

/** A run with what a target says instead of the flags; a group on the command line narrows all targets to it. */
function onTarget(words: string[], flags: RunFlags): RunTarget {
	return (target, listener) => {
		const {kernel, accelerator, contestant, groups} = target;
		const {group, ...rest} = reportsOf(flags, target);
		const accel = accelerator === 'auto' ? flags.accel : accelerator;
		const own = {...rest, contestant, accel, group: group.length > 0 ? group : [...groups]};
		return run(words, kernel === undefined ? own : {...own, kernel}, listener);
	};
}

async function watchRuns(words: string[], flags: RunFlags): Promise<number> {
	if (flags.matrix !== undefined) throw new UsageError('--watch watches one target, --matrix has several');
	const {last} = await recall({root, suites: flags.suites});
	const isBare =
		words.length === 0 &&
		[...flags.group, ...flags.exclude].length === 0 &&
		flags.tree === undefined &&
		!flags.failed;
	const {selection, groups, exclude, tree} = isBare && last ? last : selectionOf(words, flags);
	const chosen = [
		...selection,
		...groups.map((name) => `-g ${name}`),
		...exclude.map((name) => `-x ${name}`),
	];
	if (isBare && last) console.error(`selection of the last run: ${chosen.join(' ') || 'every case'}`);
	const {tree: _, ...rest} = flags;
	const own = {...rest, group: [...groups], exclude: [...exclude], ...(tree !== undefined && {tree})};
	return watchAndRun({
		root,
		suites: flags.suites,
		run: (signal, listener) => run([...selection], own, listener, {signal, release() {}, exitCode() {}}),
	});
}

async function run(
	words: string[],
	flags: RunFlags,
	listener: RunListener = () => {},
	cancellation?: Cancellation,
): Promise<number> {
	const trust = trustOptions(flags);
	const failed = flags.failed ? await whatFailed({root, suites: flags.suites}) : undefined;
	for (const id of failed?.gone ?? []) console.error(`cfsbench: ${id} failed last, but is no longer there`);
	if (failed?.failed.length === 0) {
		console.error('cfsbench: nothing failed last in this checkout, so there is nothing to run');
		return exitCodes.good;
	}
	const color = flags.color && process.stdout.isTTY === true && !process.env.NO_COLOR;
	const terminal = new SharedTerminal();
	const screen = terminal.screen(openScreen(process.stdout, color));
	const reports = openReports({
		...reportTargets(flags, flags.suites),
		root,
		env: process.env,
		stdout: (text) => terminal.write(() => process.stdout.write(text)),
		stderr: (text) => terminal.write(() => process.stderr.write(text)),
		human: () => humanReport(screen, process.cwd()),
	});
	const {signal, release, exitCode} = cancellation ?? cancelOnSignals();
	try {
		return await runCases({
			...selectionOf(words.length === 0 ? [...(failed?.failed ?? [])] : words, flags),
			...trust,
			...(failed !== undefined && {only: new Set(failed.failed)}),
			cache: resolve(process.env.CFSBENCH_CACHE || join(root, '.cache')),
			kernel: flags.kernel,
			headers: flags.headers,
			modules: flags.modules,
			accelerator: flags.accel,
			contestant: contestantOf(flags),
			...(flags.seeds !== undefined && {seeds: flags.seeds}),
			...(flags.update && {update: true}),
			...runnerOf(flags),
			// A person looks at one guest at a time.
			jobs: flags.gdb ? 1 : flags.jobs,
			append: flags.append,
			debugging: await debuggingOf(flags, {signal, terminal}),
			...(flags.memory !== undefined && {memoryMiB: flags.memory}),
			...(flags.smp !== undefined && {cpus: flags.smp}),
			signal,
			emit: toAll([reports.listener, listener]),
		});
	} catch (error) {
		const code = exitCode();
		if (code === undefined) throw error;
		return code;
	} finally {
		release();
		reports.close();
	}
}

function selectionOf(words: string[], {group, exclude, suites, tree}: SelectFlags) {
	return {
		root,
		suites,
		selection: words,
		groups: group,
		exclude,
		tree,
		cwd: process.cwd(),
	};
}
