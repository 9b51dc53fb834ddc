import {UsageError} from '../../errors.ts';
import {readRecordFile} from '../baseline.ts';
import type {Environment} from '../environment.ts';
import type {ContestantName} from '../plan.ts';
import type {Results} from '../verdict.ts';
import type {Series} from './series.ts';
import {type GrowthName, growthNames} from './site.ts';

/** What --growth measured. */
export interface GrowthRecord {
	readonly environment: Environment;
	readonly growth: Readonly<Partial<Record<GrowthName, readonly Series[]>>>;
	/** Why a contestant, or one of a size, could not be measured. */
	readonly notrun: Readonly<Record<string, string>>;
}

/** Whether it is meant to be a record of growth, not of trials. */
export function isOfGrowth(record: unknown): boolean {
	return typeof record === 'object' && record !== null && 'growth' in record;
}

/** Reads what --json wrote of growth. Throws a UsageError that names the file and what is wrong. */
export function readGrowthRecord(path: string): GrowthRecord {
	return growthRecord(readRecordFile(path), path);
}

/** A record of growth. Throws a UsageError for what is none; `path` is where it was read. */
export function growthRecord(from: unknown, path: string): GrowthRecord {
	const record = from as Partial<GrowthRecord> | null;
	const series = growthNames.flatMap((what) => record?.growth?.[what] ?? []);
	if (typeof record?.environment !== 'object' || series.length === 0)
		throw new UsageError(`Expected ${path} to be a record of growth, with an environment and series`, {
			remedy: `cfsbench bench --growth ${growthNames.join(' ')} --json FILE writes one`,
		});
	return record as GrowthRecord;
}

/**
 * Each point as a number of its own, named by its series and count, as `compareRecords` takes them. What one contestant has
 * beyond another is no number of its own: it is the difference of two that are compared.
 */
export function growthNumbers({environment, growth}: GrowthRecord): {
	readonly environment: Environment;
	readonly results: Results;
} {
	const results: Partial<Record<ContestantName, Record<string, number[]>>> = {};
	for (const what of growthNames)
		for (const {title, contestant, points, beyond} of growth[what] ?? []) {
			if (beyond !== undefined) continue;
			const values = results[contestant] ?? {};
			results[contestant] = values;
			for (const [count, value] of points)
				values[`${title}, ${count.toLocaleString('en-US')} ${what}`] = [value];
		}
	return {environment, results};
}
