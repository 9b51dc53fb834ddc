import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import {makeRunDirectory} from '../host/run-directory.ts';
import type {ProgressListener} from '../result/progress.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {runStep} from '../vm/step.ts';
import {benchDisks} from './bench-disks.ts';
import {prepareBenchMachine} from './bench-machine.ts';
import {type Environment, environmentOf} from './environment.ts';
import {generateTree} from './generate-tree.ts';
import {finishStore, measure, type Profile} from './measure.ts';
import type {Memory} from './memory-table.ts';
import {byGuest, type ContestantName, type Sample, type TrialName} from './plan.ts';
import {readProgram} from './program.ts';
import type {Shape} from './shape.ts';
import type {MemoryOf} from './slabs.ts';
import type {Results} from './verdict.ts';

export interface BenchOptions {
	readonly root: string;
	readonly cache: string;
	readonly kernel: string | undefined;
	readonly contestants: readonly ContestantName[];
	readonly trials: readonly TrialName[];
	/** Each in a fresh guest. */
	readonly repeat: number;
	/** The name of a file in `shapes/`. */
	readonly shape: string;
	/** The metric to look at closely. */
	readonly profile: string | undefined;
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
	/** Why a contestant could not be measured. */
	readonly notrun: Reasons;
	/** What went wrong with one, in whichever of its trials. */
	readonly failed: Reasons;
}

/** Runs the trials of the contestants, one guest after the other, and gives every number. */
export async function runBench(options: BenchOptions): Promise<BenchRecord> {
	const {root, cache, contestants, trials, repeat, profile, progress, signal} = options;
	const directory = makeRunDirectory(root);
	try {
		const shapeText = await readFile(join(root, 'src/bench/shapes', `${options.shape}.json`), 'utf8');
		const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
		const common = {root, cache, work: directory.work, progress, signal};
		const bench = await prepareBenchMachine({...common, kernel});
		const environment = await environmentOf(kernel, bench, {root, shape: options.shape, signal});
		const guests = {bench, work: directory.work, signal};
		const program = await readProgram('ls');
		const disks = await runStep(progress, 'disks', () =>
			benchDisks(() => generateTree(JSON.parse(shapeText) as Shape), {
				cache,
				key: `${bench.noErofs ?? 'with EROFS'} ${shapeText}`,
				program,
				finishStore: async (store) => {
					for (const name of ['seal-objects', 'make-erofs'] as const)
						if (name !== 'make-erofs' || bench.noErofs === undefined)
							await finishStore(name, store, {...guests, records: join(directory.path, 'bench', name)});
				},
				signal,
			}),
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
			if (bench.noErofs !== undefined && isErofs(contestant)) {
				notrun[contestant] = bench.noErofs;
				continue;
			}
			try {
				for (let round = 1; round <= repeat; round++)
					for (const [name, together] of byGuest(trials)) {
						const found = await measure(
							{contestant, trials: together, ...(profile !== undefined && {profile})},
							{
								...guests,
								disks,
								records: join(directory.path, 'bench', `${contestant}-${round}-${name}`),
								onSample: (sample) => {
									keep(contestant, sample);
									options.onSample(contestant, sample);
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
			notrun,
			failed,
		};
	} finally {
		await rm(directory.work, {recursive: true, force: true});
	}
}

function isErofs(name: ContestantName): boolean {
	return name === 'erofs' || name === 'erofs-overlay';
}
