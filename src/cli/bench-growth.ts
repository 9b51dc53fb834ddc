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
	/** A file, or that of the project. */
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
	const before =
		baseline === undefined
			? undefined
			: readGrowthRecord(baseline === true ? join(root, 'docs/records/growth.json') : baseline);
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
	if (before === undefined) return exitCode.good;
	const comparison = compareRecords(growthNumbers(before), growthNumbers(record));
	return sayComparison(comparison, threshold / 100);
}
