import {UsageError} from '../../errors.ts';
import {readRecordFile} from '../baseline.ts';
import {checkedEnvironment, fieldsOf, isNumber, unlike} from '../checked-results.ts';
import type {Environment} from '../environment.ts';
import {type ContestantName, contestantNames} from '../plan.ts';
import type {Results} from '../verdict.ts';
import type {Point, Series} from './series.ts';
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
	if (record?.environment === undefined || record.growth === undefined)
		throw new UsageError(`Expected ${path} to be a record of growth, with an environment and series`, {
			remedy: `cfsbench bench --growth ${growthNames.join(' ')} --json FILE writes one`,
		});
	checkedEnvironment(record.environment, path);
	const growth = fieldsOf(record.growth, 'growth', path);
	const measured = growthNames.filter((what) => growth[what] !== undefined);
	if (measured.length === 0)
		throw unlike(path, 'growth', `something of ${growthNames.join(' and ')}`, growth);
	for (const what of measured) checkSeries(growth[what], `growth.${what}`, path);
	return {notrun: {}, ...record} as GrowthRecord;
}

function checkSeries(from: unknown, where: string, path: string): void {
	if (!Array.isArray(from) || from.length === 0) throw unlike(path, where, 'an array of series', from);
	for (const [at, one] of from.entries()) {
		const {title, contestant, points} = fieldsOf(one, `${where}[${at}]`, path);
		if (typeof title !== 'string') throw unlike(path, `${where}[${at}].title`, 'a text', title);
		if (!contestantNames.some((name) => name === contestant))
			throw unlike(path, `${where}[${at}].contestant`, `one of ${contestantNames.join(', ')}`, contestant);
		if (!Array.isArray(points) || !points.every(isPoint))
			throw unlike(path, `${where}[${at}].points`, 'an array of counts with a number each', points);
	}
}

function isPoint(point: unknown): point is Point {
	return Array.isArray(point) && point.length === 2 && point.every(isNumber);
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
