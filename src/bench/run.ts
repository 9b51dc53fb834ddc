import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import {makeRunDirectory} from '../host/run-directory.ts';
import type {ProgressListener} from '../result/progress.ts';
import {chooseAccelerator} from '../vm/accelerator.ts';
import type {AcceleratorName} from '../vm/interfaces.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {runStep} from '../vm/step.ts';
import {prepareBenchMachine} from './bench-machine.ts';
import {type Environment, environmentOf} from './environment.ts';
import type {BenchInput} from './input.ts';
import {makeDisks} from './make-disks.ts';
import {measure, type Profile} from './measure.ts';
import type {Memory} from './memory-table.ts';
import {byGuest, type ContestantName, type Sample, type TrialName} from './plan.ts';
import type {MemoryOf} from './slabs.ts';
import {type ListName, lackOf} from './tree-paths.ts';
import type {Results} from './verdict.ts';

export interface BenchOptions {
	readonly root: string;
	readonly cache: string;
	readonly kernel: string | undefined;
	readonly contestants: readonly ContestantName[];
	readonly trials: readonly TrialName[];
	/** Each in a fresh guest. */
	readonly repeat: number;
	readonly input: BenchInput;
	/** The metric to look at closely. */
	readonly profile: string | undefined;
	/** Processor time is measured instead, of guests on this. */
	readonly timedOn: AcceleratorName | undefined;
	readonly onProfile: (contestant: ContestantName, profile: Profile) => void;
	readonly progress: ProgressListener;
	readonly onSample: (contestant: ContestantName, sample: Sample) => void;
	readonly signal: AbortSignal;
}

type Reasons = Readonly<Partial<Record<ContestantName, string>>>;

export interface BenchRecord {
	readonly environment: Environment;
	readonly trials: readonly TrialName[];
	readonly results: Results;
	/** Where the memory is after the walk, in the first repetition. */
	readonly memory: Memory;
	/** How many paths the trials went through, by list. */
	readonly drawn: Readonly<Partial<Record<ListName, number>>>;
	/** Which trials, or metrics of one, could not be had of this tree, and why. */
	readonly unfit: Readonly<Record<string, string>>;
	/** Why a contestant could not be measured. */
	readonly notrun: Reasons;
	/** What went wrong with one, in whichever of its trials. */
	readonly failed: Reasons;
}

/** Runs the trials of the contestants, one guest after the other, and gives every number. */
export async function runBench(options: BenchOptions): Promise<BenchRecord> {
	const {root, cache, contestants, repeat, input, profile, progress, signal} = options;
	const directory = makeRunDirectory(root);
	try {
		const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
		const common = {root, cache, work: directory.work, progress, signal};
		const timedOn = options.timedOn && (await chooseAccelerator(options.timedOn, {cache, kernel, signal}));
		const bench = await prepareBenchMachine({...common, kernel, timedOn});
		const environment = await environmentOf(kernel, bench, {root, shape: input.name, signal});
		const guests = {bench, work: directory.work, signal};
		const trials = options.trials.filter((name) => input.unfit[name] === undefined);
		const unfit: Record<string, string> = Object.fromEntries(
			options.trials.flatMap((name) => {
				const reason = input.unfit[name];
				return reason === undefined ? [] : [[name, reason]];
			}),
		);
		const drawn: Partial<Record<ListName, number>> = {};
		const {cannot, ...disks} = await runStep(progress, 'disks', () =>
			makeDisks(input, {...guests, cache, contestants, records: join(directory.path, 'bench')}),
		);

		const results: Partial<Record<ContestantName, Record<string, number[]>>> = {};
		const keep = (contestant: ContestantName, {metric, value}: Sample) => {
			const values = results[contestant] ?? {};
			results[contestant] = values;
			values[metric] = [...(values[metric] ?? []), value];
		};
		const memory: Partial<Record<ContestantName, MemoryOf>> = {};
		const notrun: Partial<Record<ContestantName, string>> = {};
		const failed: Partial<Record<ContestantName, string>> = {};
		for (const contestant of contestants) {
			const reason = cannot[contestant];
			if (reason !== undefined) {
				notrun[contestant] = reason;
				continue;
			}
			try {
				for (let round = 1; round <= repeat; round++)
					for (const [name, together] of byGuest(trials)) {
						const found = await measure(
							{
								contestant,
								trials: together,
								timed: timedOn !== undefined,
								whole: input.kind !== 'shape',
								...(profile !== undefined && {profile}),
							},
							{
								...guests,
								disks,
								records: join(directory.path, 'bench', `${contestant}-${round}-${name}`),
								onSample: (sample) => {
									keep(contestant, sample);
									options.onSample(contestant, sample);
								},
								onDrawn: (what, list, count) => {
									drawn[list] = count;
									if (count === 0) unfit[what] = `the tree has ${lackOf[list]}`;
								},
								onMemory: (found) => {
									memory[contestant] ??= found;
								},
							},
						);
						if (found !== undefined) options.onProfile(contestant, found);
					}
			} catch (error) {
				// The others have their numbers, and are worth a table.
				if (!(error instanceof InfraError) || signal.aborted) throw error;
				failed[contestant] = [error.message, error.detail].filter(Boolean).join('\n');
			}
		}
		return {
			environment,
			trials,
			results,
			memory,
			drawn,
			unfit,
			notrun,
			failed,
		};
	} finally {
		await rm(directory.work, {recursive: true, force: true});
	}
}
