import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {makeRunDirectory} from '../host/run-directory.ts';
import type {ProgressListener} from '../result/progress.ts';
import {qemuVersion} from '../vm/host.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {benchDisks} from './bench-disks.ts';
import {prepareBenchMachine} from './bench-machine.ts';
import {measure} from './measure.ts';
import type {ContestantName, Sample, TrialName} from './plan.ts';
import type {Shape} from './shape.ts';
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
	readonly progress: ProgressListener;
	readonly onSample: (contestant: ContestantName, sample: Sample) => void;
	readonly signal: AbortSignal;
}

export interface BenchRecord {
	readonly environment: Environment;
	readonly trials: readonly TrialName[];
	readonly results: Results;
	/** Why a contestant could not be measured. */
	readonly notrun: Readonly<Partial<Record<ContestantName, string>>>;
}

export interface Environment {
	readonly kernel: string;
	readonly qemu: string;
	readonly machine: string;
	readonly shape: string;
	readonly node: string;
	/** Names the driver's sources. */
	readonly driver: string;
}

/** Runs the trials of the contestants, one guest after the other, and gives every number. */
export async function runBench(options: BenchOptions): Promise<BenchRecord> {
	const {root, cache, contestants, trials, repeat, progress, signal} = options;
	const directory = makeRunDirectory(root);
	try {
		const shapeText = await readFile(join(root, 'src/bench/shapes', `${options.shape}.json`), 'utf8');
		const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
		const common = {root, cache, work: directory.work, progress, signal};
		const bench = await prepareBenchMachine({...common, kernel});
		const disks = await benchDisks(JSON.parse(shapeText) as Shape, {cache, key: shapeText, signal});

		const results: Partial<Record<ContestantName, Record<string, number[]>>> = {};
		const keep = (contestant: ContestantName, {metric, value}: Sample) => {
			const values = results[contestant] ?? {};
			results[contestant] = values;
			values[metric] = [...(values[metric] ?? []), value];
		};
		for (const contestant of contestants)
			for (let round = 1; round <= repeat; round++) {
				const records = join(directory.path, 'bench', `round-${round}`);
				await measure(
					{contestant, trials},
					{
						bench,
						disks,
						work: directory.work,
						records,
						signal,
						onSample: (sample) => {
							keep(contestant, sample);
							options.onSample(contestant, sample);
						},
					},
				);
			}
		return {
			environment: {
				kernel: `${kernel.release} (${kernel.name} ${kernel.version})`,
				qemu: await qemuVersion(),
				machine: bench.description,
				shape: options.shape,
				node: process.version,
				driver: bench.driver,
			},
			trials,
			results,
			notrun: {},
		};
	} finally {
		await rm(directory.work, {recursive: true, force: true});
	}
}
