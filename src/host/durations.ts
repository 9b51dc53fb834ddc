import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {UsageError} from '../errors.ts';
import type {CaseFinished} from '../result/events.ts';

/** Milliseconds that each case took, with the start of its guest where it had one of its own. */
export type Durations = Readonly<Record<string, number>>;

export function durationsPath(cache: string): string {
	return join(cache, 'durations.json');
}

/** Nothing is known where the file is absent. Throws a UsageError for one that holds something else. */
export async function readDurations(path: string): Promise<Durations> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
		throw error;
	}
	try {
		const given: unknown = JSON.parse(text);
		if (typeof given !== 'object' || given === null || Array.isArray(given))
			throw new TypeError('Expected an object of milliseconds by case');
		for (const [id, ms] of Object.entries(given))
			if (typeof ms !== 'number' || !(ms >= 0))
				throw new TypeError(`Expected milliseconds of ${id}, got ${JSON.stringify(ms)}`);
		return given as Durations;
	} catch (error) {
		throw new UsageError(`${path}: ${(error as Error).message}`, {remedy: `remove it: rm ${path}`});
	}
}

/** What was known, and what a run adds: the mean of both, so that one slow day fades. Only outcomes that took their course count. */
export function learnDurations(known: Durations, results: readonly CaseFinished[]): Durations {
	const learnt: Record<string, number> = {...known};
	for (const {caseId, outcome, ms, readyMs = 0} of results) {
		if (outcome.kind !== 'passed' && outcome.kind !== 'failed') continue;
		const took = ms + readyMs;
		const before = learnt[caseId];
		learnt[caseId] = Math.round(before === undefined ? took : (before + took) / 2);
	}
	return Object.fromEntries(Object.entries(learnt).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function writeDurations(path: string, durations: Durations): Promise<void> {
	await mkdir(dirname(path), {recursive: true});
	const temporary = `${path}.new-${process.pid}`;
	await writeFile(temporary, `${JSON.stringify(durations, null, '\t')}\n`);
	await rename(temporary, path);
}
