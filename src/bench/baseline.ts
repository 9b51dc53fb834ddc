import {readFileSync} from 'node:fs';
import {UsageError} from '../errors.ts';
import {checkedEnvironment, checkedResults} from './checked-results.ts';
import {isNamedShape} from './load-shape.ts';
import {median} from './median.ts';
import {type ContestantName, contestantNames} from './plan.ts';
import type {BenchRecord} from './run.ts';
import {figure} from './table.ts';

/** One number, then and now. */
export interface Change {
	readonly contestant: ContestantName;
	readonly metric: string;
	readonly before: number;
	readonly now: number;
	/** What it grew by, as a part of what it was. */
	readonly growth: number;
}

export interface Comparison {
	/** Of what both records have, in their order. */
	readonly changes: readonly Change[];
	/** Where the environments differ: what, then, now. */
	readonly differences: readonly (readonly [what: string, before: string, now: string])[];
}

/** What --json wrote, of trials or of growth. Throws a UsageError that names the file. */
export function readRecordFile(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		throw new UsageError(`The record ${path} can't be read: ${(error as Error).message}`, {cause: error});
	}
}

/**
 * A record of the trials, of whichever tree; what an older one does not tell is empty. Throws a UsageError for what is none;
 * `path` is where it was read.
 */
export function trialRecord(from: unknown, path: string): BenchRecord {
	const record = (from ?? {}) as Partial<BenchRecord>;
	if (record.environment === undefined || record.results === undefined)
		throw new UsageError(`Expected ${path} to be a record of the bench, with an environment and results`, {
			remedy: 'cfsbench bench --json FILE writes one',
		});
	return {
		...{trials: [], memory: {}, drawn: {}, unfit: {}, notrun: {}, failed: {}},
		...record,
		environment: checkedEnvironment(record.environment, path),
		results: checkedResults(record.results, path),
	};
}

/**
 * Reads what --json wrote of the trials. Throws a UsageError that names the file and what is wrong: also for the record of a
 * tree of another shape, whose numbers say nothing of this one's.
 */
export function readRecord(path: string, shape: string): BenchRecord {
	const record = trialRecord(readRecordFile(path), path);
	const {shape: recorded} = record.environment;
	if (recorded !== shape)
		throw new UsageError(`Expected a baseline of the shape ${shape}, ${path} is of ${recorded}`, {
			remedy: isNamedShape(recorded)
				? `--shape ${recorded} measures what can be compared with it`
				: 'The tree must be the same to the byte: its digest is part of its name.',
		});
	return record;
}

/** What of a record is compared. */
type Numbers = Pick<BenchRecord, 'environment' | 'results'>;

/** Compares the medians. Throws a UsageError for records that have nothing in common. */
export function compareRecords(before: Numbers, now: Numbers): Comparison {
	const changes = contestantNames.flatMap((contestant) =>
		Object.entries(now.results[contestant] ?? {}).flatMap(([metric, values]) => {
			const known = before.results[contestant]?.[metric] ?? [];
			if (known.length === 0 || values.length === 0) return [];
			const [old, value] = [median(known), median(values)];
			const growth = old === 0 ? (value === 0 ? 0 : Number.POSITIVE_INFINITY) : value / old - 1;
			return [{contestant, metric, before: old, now: value, growth}];
		}),
	);
	if (changes.length === 0)
		throw new UsageError('The baseline has none of the numbers that were measured', {
			remedy: `it has ${Object.keys(before.results).join(', ')}`,
		});
	const [then, here]: readonly Readonly<Record<string, string>>[] = [
		{...before.environment},
		{...now.environment},
	];
	const differences = Object.keys({...here, ...then})
		.filter((key) => then?.[key] !== here?.[key])
		.map((key) => [key, then?.[key] ?? 'unknown', here?.[key] ?? 'unknown'] as const);
	return {changes, differences};
}

/** What of the driver grew past the threshold, a part such as 0.01. What of others did is the kernel's or the workload's doing. */
export function regressions({changes}: Comparison, threshold: number): readonly Change[] {
	return changes.filter(({contestant, growth}) => contestant === 'composefs' && growth > threshold);
}

/** The comparison in words: what changed past the threshold in either direction, of whom it was, and on what else. */
export function comparisonLines(comparison: Comparison, threshold: number): readonly string[] {
	const {changes, differences} = comparison;
	const told = changes.filter(({growth}) => Math.abs(growth) > threshold);
	const percent = (growth: number) => `${growth > 0 ? '+' : ''}${(growth * 100).toFixed(2)} %`;
	const worse = regressions(comparison, threshold).length;
	const width = Math.max(0, ...told.map(({contestant, metric}) => contestant.length + metric.length + 2));
	return [
		...differences.map(([what, before, now]) => `baseline's ${what}: ${before}; here ${now}`),
		...told.map(
			({contestant, metric, before, now, growth}) =>
				`${`${contestant}  ${metric}`.padEnd(width)}  ${figure(before)} -> ${figure(now)}  ${percent(growth)}`,
		),
		`${changes.length} numbers compared, ${told.length} changed by more than ${percent(threshold).replace('+', '')}; of the driver's ${worse} grew`,
	];
}
