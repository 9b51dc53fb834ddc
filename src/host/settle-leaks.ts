import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {digestOf} from '../console/digest.ts';
import type {Splat} from '../console/splat.ts';
import type {CaseFinished} from '../result/events.ts';
import {consoleMark, type LeakReport} from '../result/protocol.ts';
import {captureConsole, waitForMark} from './console-capture.ts';
import type {PlaceDecoder} from './decode-places.ts';
import {judge} from './judge.ts';
import {leaksOfCases, withLeaks} from './memory-leaks.ts';
import {GuestGone, type GuestSession} from './session.ts';

export interface SettleOptions {
	readonly session: GuestSession;
	/** The guest's cases, in the order in which they ran. */
	readonly results: readonly CaseFinished[];
	/** Where the console goes on. */
	readonly offset: number;
	readonly patienceMs: number;
	/** The directories of the cases' evidence. */
	readonly keptIn: ReadonlyMap<string, string>;
	readonly decoder: PlaceDecoder;
	readonly signal: AbortSignal;
}

export interface Settled {
	readonly results: readonly CaseFinished[];
	/** Where the console goes on. */
	readonly offset: number;
}

/**
 * Has kmemleak look for what the cases left, and blames each for its own. While it looks seconds go by, in which the
 * kernel may still complain of something: that is the last case's.
 */
export async function settleLeaks(options: SettleOptions): Promise<Settled> {
	const {session, offset, keptIn, decoder, signal} = options;
	const {consolePath} = session.instance;
	const last = options.results.at(-1);
	if (last === undefined) return {results: [], offset};

	const report = await session.findLeaks(signal).catch((error: unknown) => {
		if (error instanceof GuestGone) return undefined;
		throw error;
	});
	if (report !== undefined)
		await waitForMark(consolePath, offset, consoleMark.leaksFound, options.patienceMs);
	const console = await captureConsole({
		from: consolePath,
		offset,
		to: join(keptIn.get(last.caseId) ?? '', 'console-after.log'),
	});
	// What kmemleak found is told by its report, whoever's it is.
	const splats = console.splats.filter(({kind}) => kind !== 'memory-leak');
	const complained = await withComplaints(last, report === undefined, splats, decoder);
	const results = [...options.results.slice(0, -1), complained];
	if (report === undefined) return {results, offset: console.endOffset};
	return {results: await blame(report, results, options), offset: console.endOffset};
}

async function blame(
	report: LeakReport,
	results: readonly CaseFinished[],
	{keptIn, decoder}: SettleOptions,
): Promise<readonly CaseFinished[]> {
	const found = await leaksOfCases(report, decoder);
	return Promise.all(
		results.map(async (result) => {
			const leaks = found.get(result.caseId);
			if (leaks === undefined) return result;
			const path = join(keptIn.get(result.caseId) ?? '', 'kmemleak.txt');
			await writeFile(path, `${leaks.lines.join('\n')}\n`);
			return withLeaks(result, leaks);
		}),
	);
}

async function withComplaints(
	result: CaseFinished,
	gone: boolean,
	splats: readonly Splat[],
	decoder: PlaceDecoder,
): Promise<CaseFinished> {
	if (!gone && splats.length === 0) return result;
	const {outcome} = result;
	const report = {outcome, ms: result.ms, taint: {before: 0, after: 0}, leaks: []};
	const judged = judge(gone ? {kind: 'gone'} : {kind: 'reported', report}, splats);
	return {
		...result,
		outcome: await decoder.outcome(judged),
		console: {
			...result.console,
			lines: [...result.console.lines, ...(await decoder.lines(digestOf(splats, shownSplatLines)))],
		},
		note: 'the kernel complained after the case had ended',
	};
}

const shownSplatLines = 24;

/** Results of a guest that can't be asked any more. */
export function unsettled(results: readonly CaseFinished[]): readonly CaseFinished[] {
	return results.map((result) => {
		const {kind} = result.outcome;
		if (kind === 'crashed' || kind === 'timedout') return result;
		const note = [result.note, 'kmemleak could not be asked: the guest ended before'];
		return {...result, note: note.filter(Boolean).join('; ')};
	});
}
