import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Command, Option} from 'commander';
import {compareRecords, readRecord} from '../bench/baseline.ts';
import {type GrowthName, growthNames} from '../bench/growth/site.ts';
import {type InputSource, readInput} from '../bench/input.ts';
import {judgements} from '../bench/judgements.ts';
import {knownShape} from '../bench/known.ts';
import {type ContestantName, contestantNames, countedBy, type TrialName, trialNames} from '../bench/plan.ts';
import {profileLines} from '../bench/profile.ts';
import {runBench} from '../bench/run.ts';
import {exitCode} from '../errors.ts';
import type {AcceleratorName} from '../vm/interfaces.ts';
import {benchGrowth} from './bench-growth.ts';
import {say, sayComparison, saySample, sayStep} from './bench-output.ts';
import {benchShow, sayShown, showTrials, verdictsOf} from './bench-show.ts';
import {usualExitCodes, withManual} from './help.ts';
import {choiceOption, directory, percentage, wholeNumber} from './options.ts';
import {checkOutputs, writeJson} from './output-paths.ts';
import {cancellable} from './signals.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Lines of a profile. */
const shownFunctions = 30;

interface BenchFlags {
	readonly trial?: readonly TrialName[];
	readonly contestant?: readonly ContestantName[];
	readonly time?: AcceleratorName;
	readonly repeat: number;
	readonly profile?: string;
	readonly growth?: readonly GrowthName[];
	readonly svg?: string;
	readonly shape: string;
	readonly tree?: string;
	readonly image?: string;
	readonly kernel?: string;
	readonly json?: string;
	readonly baseline?: string | true;
	readonly threshold: number;
	readonly show?: string;
}

/** `cfsbench bench`: the trials of the contestants, in instructions. */
export function addBenchCommand(program: Command): void {
	const command = program
		.command('bench')
		.description('Count the instructions, requests and bytes that the driver and others need.')
		.optionsGroup('What is measured')
		.addOption(choiceOption('--trial <name...>', 'only these trials', trialNames))
		.addOption(choiceOption('--contestant <name...>', 'only these', contestantNames))
		.addOption(
			choiceOption(
				'--profile <metric>',
				'where in the kernel the instructions of this one went',
				Object.keys(countedBy),
			).conflicts('trial'),
		)
		.addOption(
			choiceOption(
				'--growth <what...>',
				'instead, what one costs while there are more and more',
				growthNames,
			).conflicts(['trial', 'profile', 'repeat', 'shape', 'tree', 'image']),
		)
		.addOption(
			choiceOption('--time [accelerator]', 'processor time instead of instructions', ['kvm', 'tcg'])
				.preset('kvm')
				.conflicts(['profile', 'growth', 'baseline']),
		)
		.option('--repeat <n>', 'so many times, each in a fresh guest', wholeNumber(1, 100), 1)
		.addOption(
			choiceOption('--shape <name>', 'the tree that is generated', [knownShape, 'small']).default(knownShape),
		)
		.addOption(
			new Option('--tree <dir>', 'a directory of this host instead, as it is')
				.argParser(directory)
				.conflicts(['shape', 'image']),
		)
		.addOption(
			new Option(
				'--image <file>',
				'the tree of this image instead, with contents that are made up',
			).conflicts(['shape']),
		)
		.option('--kernel <kernel>', "kernel to boot (default: the distribution's newest 6.12+)")
		.optionsGroup('Results')
		.option('--json <file>', 'every number and the environment, as JSON', (file) => resolve(file))
		.option(
			'--svg <dir>',
			'the figures as plots, a file for each trial and unit, or for each that grows',
			directory,
		)
		.option(
			'--baseline [file]',
			"compare with what --json wrote once; without a file with the project's record",
			(file) => resolve(file),
		)
		.option(
			'--threshold <percent>',
			'how much a number of the driver may grow against the baseline',
			percentage,
			1,
		)
		.addOption(
			new Option('--show <file>', 'measure nothing: print and draw what --json wrote once')
				.argParser((file) => resolve(file))
				.conflicts([
					...['trial', 'contestant', 'profile', 'growth', 'time', 'repeat', 'shape', 'tree', 'image'],
					...['kernel', 'json', 'baseline', 'threshold'],
				]),
		)
		.action(async (flags: BenchFlags) => {
			const {growth, show, svg} = flags;
			if (show !== undefined) {
				process.exitCode = await benchShow(show, svg);
				return;
			}
			await cancellable('The bench', async (signal) => {
				process.exitCode =
					growth === undefined ? await bench(flags, signal) : await benchGrowth({...flags, growth}, signal);
			});
		});
	withManual(command, {
		about: [
			'Each contestant gets a guest of its own with one processor, under emulation that counts: one instruction is one nanosecond of its clock. With --time it runs on KVM, or under emulation with "--time tcg", and processor time is what is measured. Targets of instructions move with what the others need here, compared with what they needed when the targets were set.',
		],
		exitCodes: {
			0: 'measured; targets may be missed',
			1: 'with --baseline: a number of the driver grew by more than the threshold',
			...usualExitCodes,
		},
		files: {
			'runs/ID/bench/': 'the consoles of the guests',
			'docs/records/bench.json': 'the record that --baseline means without a file',
			'docs/records/growth-WHAT.json': 'the ones that it means with --growth',
		},
		environment: {CFSBENCH_CACHE: 'a folder to use instead of .cache'},
		examples: [
			{does: 'the whole table', line: 'cfsbench bench'},
			{
				does: 'which functions the driver runs in, looking up names that it dropped',
				line: 'cfsbench bench --profile stat-dropped --contestant composefs',
			},
			{
				does: 'whether a change of the driver costs anything',
				line: 'cfsbench bench --baseline --contestant composefs',
			},
			{
				does: 'what an entry costs in a tree of a thousand and of a million, and a mount beside a thousand; plots in a folder',
				line: 'cfsbench bench --growth entries mounts --svg plots',
			},
			{
				does: 'whether a change of the driver makes a thousandth mount dearer',
				line: 'cfsbench bench --growth mounts --baseline --contestant composefs tmpfs',
			},
			{
				does: 'the table and the plots of a record',
				line: 'cfsbench bench --show docs/records/bench.json --svg plots',
			},
			{
				does: 'what a tree of this host needs, in whichever filesystem',
				line: 'cfsbench bench --tree /usr/share/doc',
			},
			{
				does: 'what the image of another needs',
				line: 'cfsbench bench --image rootfs.cfs --contestant composefs erofs-overlay',
			},
			{
				does: 'the time of a processor that is not emulated, of all trials, five times',
				line: 'cfsbench bench --time --repeat 5',
			},
			{
				does: 'one trial of the driver alone, twice',
				line: 'cfsbench bench --trial stat --contestant composefs --repeat 2',
			},
		],
		seeAlso: 'docs/bench.md',
	});
}

async function bench(flags: BenchFlags, signal: AbortSignal): Promise<number> {
	const profiled = flags.profile === undefined ? undefined : countedBy[flags.profile];
	const profiles: string[] = [];
	// First: what is wrong with them shall not cost minutes.
	checkOutputs(flags);
	const input = await readInput(sourceOf(flags), {progress: sayStep, signal});
	const baseline = baselineOf(flags, input.name);
	const record = await runBench({
		root,
		cache: resolve(process.env.CFSBENCH_CACHE || join(root, '.cache')),
		kernel: flags.kernel,
		contestants: flags.contestant ?? contestantNames,
		trials: profiled === undefined ? (flags.trial ?? trialNames) : [profiled],
		profile: flags.profile,
		timedOn: flags.time,
		onProfile: (contestant, {places, symbols}) => {
			profiles.push(`${contestant}  ${flags.profile}  ${places.length} samples`);
			profiles.push(...profileLines(places, symbols, shownFunctions));
		},
		repeat: flags.repeat,
		input,
		progress: sayStep,
		onSample: saySample,
		signal,
	});
	const how = {kind: input.kind, isTimed: flags.time !== undefined, profiles};
	const judged = judgements(verdictsOf(record, how));
	await sayShown(showTrials(record, how), flags.svg);
	if (flags.json !== undefined) await writeJson(flags.json, {...record, judged});
	const failed = Object.entries(record.failed);
	for (const [name, reason] of failed) say(`cfsbench: ${name} failed: ${reason}`);
	if (failed.length > 0) return exitCode.infra;
	if (baseline === undefined) return exitCode.good;
	return sayComparison(compareRecords(baseline, record), flags.threshold / 100);
}

function sourceOf({shape, tree, image}: BenchFlags): InputSource {
	if (tree !== undefined) return {kind: 'tree', path: tree};
	return image === undefined ? {kind: 'shape', shape} : {kind: 'image', path: image};
}

function baselineOf({baseline}: BenchFlags, name: string) {
	if (baseline === undefined) return undefined;
	return readRecord(baseline === true ? join(root, 'docs/records/bench.json') : baseline, name);
}
