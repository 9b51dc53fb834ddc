import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {makeRunDirectory} from '../../host/run-directory.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {resolveKernel} from '../../vm/kernel/index.ts';
import {runStep} from '../../vm/step.ts';
import {namesDisk} from '../bench-disks.ts';
import {prepareBenchMachine} from '../bench-machine.ts';
import {type Environment, environmentOf} from '../environment.ts';
import {readInput} from '../input.ts';
import {makeDisks} from '../make-disks.ts';
import {type GuestOptions, measure} from '../measure.ts';
import type {ContestantName, Sample} from '../plan.ts';
import {entryScales, entrySeries, entryTree, entryTrials} from './entries.ts';
import {type MountSamples, mountedOften, mountSeries} from './mounts.ts';
import type {Series} from './series.ts';

/** What may grow. */
export const growthNames = ['entries', 'mounts'] as const;
export type GrowthName = (typeof growthNames)[number];

export interface GrowthOptions {
	readonly root: string;
	readonly cache: string;
	readonly kernel: string | undefined;
	readonly what: readonly GrowthName[];
	/** Of those whose mounts are counted; entries grow for composefs alone. */
	readonly contestants: readonly ContestantName[];
	readonly progress: ProgressListener;
	readonly onSample: (contestant: ContestantName, at: string, sample: Sample) => void;
	readonly signal: AbortSignal;
}

export interface GrowthRecord {
	readonly environment: Environment;
	readonly growth: Readonly<Partial<Record<GrowthName, readonly Series[]>>>;
	/** Why a contestant could not be measured. */
	readonly notrun: Readonly<Partial<Record<ContestantName, string>>>;
}

/** A million entries take 1.2 GiB of it. */
const memoryMiB = 3072;

interface Site extends Omit<GuestOptions, 'records'> {
	readonly options: GrowthOptions;
	/** Where the consoles of guests go. */
	readonly kept: string;
}

/** Measures what a mount, or an entry, costs while there are more and more of them. */
export async function runGrowth(options: GrowthOptions): Promise<GrowthRecord> {
	const {root, cache, progress, signal, what} = options;
	const directory = makeRunDirectory(root);
	try {
		const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
		const bench = await prepareBenchMachine({
			root,
			cache,
			work: directory.work,
			kernel,
			memoryMiB,
			progress,
			signal,
		});
		const environment = await environmentOf(kernel, bench, {root, shape: 'small', signal});
		const kept = join(directory.path, 'bench');
		const site = {bench, work: directory.work, kept, signal, options};
		const notrun: Partial<Record<ContestantName, string>> = {};
		const growth: Partial<Record<GrowthName, readonly Series[]>> = {};
		if (what.includes('entries')) growth.entries = await growEntries(site);
		if (what.includes('mounts')) growth.mounts = await growMounts(site, notrun);
		return {environment, growth, notrun};
	} finally {
		await rm(directory.work, {recursive: true, force: true});
	}
}

/** Each size in a guest of its own. */
async function growEntries({options, kept, ...guests}: Site): Promise<Series[]> {
	const {cache, progress, signal, onSample} = options;
	const scales: Sample[][] = [];
	for (const scale of entryScales) {
		const store = await runStep(progress, `disk of ${scale} trees`, () =>
			namesDisk(() => entryTree(scale), {cache, key: `${scale} small`, signal}),
		);
		const samples: Sample[] = [];
		await measure(
			{contestant: 'composefs', trials: entryTrials, whole: false},
			{
				...guests,
				disks: {store},
				records: join(kept, `entries-${scale}`),
				onSample: (sample) => {
					samples.push(sample);
					onSample('composefs', `${scale} trees`, sample);
				},
			},
		);
		scales.push(samples);
	}
	return entrySeries('composefs', scales);
}

async function growMounts(
	{options, kept, ...guests}: Site,
	notrun: Partial<Record<ContestantName, string>>,
): Promise<Series[]> {
	const {cache, progress, signal, contestants, onSample} = options;
	const input = await readInput({kind: 'shape', shape: 'small'}, {progress, signal});
	const {cannot, ...disks} = await runStep(progress, 'disks', () =>
		makeDisks(input, {...guests, cache, contestants: mountedOften, records: kept}),
	);
	const found = new Map<ContestantName, MountSamples>();
	for (const contestant of contestants.filter((name) => mountedOften.includes(name))) {
		const reason = cannot[contestant];
		if (reason !== undefined) {
			notrun[contestant] = reason;
			continue;
		}
		const samples = new Map<string, number>();
		await measure(
			{contestant, trials: [], whole: false},
			{
				...guests,
				disks,
				runs: 'mounts',
				records: join(kept, `mounts-${contestant}`),
				onSample: (sample) => {
					samples.set(sample.metric, sample.value);
					onSample(contestant, 'mounts', sample);
				},
			},
		);
		found.set(contestant, samples);
	}
	return mountSeries(found);
}
