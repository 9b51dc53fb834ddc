import {join, resolve} from 'node:path';
import {compareRecords} from '../bench/baseline.ts';
import {growthNumbers, readGrowthRecord} from '../bench/growth/record.ts';
import {runGrowth} from '../bench/growth/run.ts';
import type {GrowthName} from '../bench/growth/site.ts';
import {type ContestantName, contestantNames} from '../bench/plan.ts';
import {exitCode} from '../errors.ts';
import {sayComparison, saySample, sayStep} from './bench-output.ts';
import {sayShown, showGrowth} from './bench-show.ts';
import {checkOutputs, writeJson} from './output-paths.ts';

const root = resolve(import.meta.dirname, '../..');

interface GrowthFlags {
	readonly growth: readonly GrowthName[];
	readonly contestant?: readonly ContestantName[];
	readonly kernel?: string;
	readonly json?: string;
	/** A directory. */
	readonly svg?: string;
	/** A file, or those of the project. */
	readonly baseline?: string | true;
	/** In percent. */
	readonly threshold: number;
}

/** `bench --growth`: what one costs while there are more and more, and the exit code. */
export async function benchGrowth(
	{growth, contestant, kernel, json, svg, baseline, threshold}: GrowthFlags,
	signal: AbortSignal,
): Promise<number> {
	// First: what is wrong with them shall not cost minutes.
	checkOutputs({json, svg});
	const baselines = baselineFiles(baseline, growth).map(readGrowthRecord);
	const record = await runGrowth({
		root,
		cache: resolve(process.env.CFSBENCH_CACHE || join(root, '.cache')),
		kernel,
		what: growth,
		contestants: contestant ?? contestantNames,
		progress: sayStep,
		onSample: (name, at, sample) => saySample(name, sample, at),
		signal,
	});
	await sayShown(showGrowth(record), svg);
	if (json !== undefined) await writeJson(json, record);
	const codes = baselines.map((before) =>
		sayComparison(compareRecords(growthNumbers(before), growthNumbers(record)), threshold / 100),
	);
	return Math.max(exitCode.good, ...codes);
}

/** The project has a record for each thing that grows: they take long, and need not be measured at once. */
function baselineFiles(baseline: GrowthFlags['baseline'], growth: readonly GrowthName[]): readonly string[] {
	if (baseline === undefined) return [];
	if (baseline !== true) return [baseline];
	return growth.map((what) => join(root, `docs/records/growth-${what}.json`));
}
