import {isBadResult} from '../result/bad.ts';
import type {CaseFinished} from '../result/events.ts';

/** What `summary.json` of a run keeps, as far as runs are compared. */
export interface RunSummary {
	readonly runId?: string;
	readonly kernel?: {readonly release: string};
	readonly accelerator?: {readonly name: string};
	readonly isolation?: string;
	readonly contestant?: string;
	readonly unjudged: readonly string[];
	readonly cases: readonly SummaryCase[];
}

type SummaryCase = Pick<
	CaseFinished,
	'caseId' | 'outcome' | 'ms' | 'notAllowed' | 'annotation' | 'note' | 'attempts'
>;

export interface Change {
	readonly caseId: string;
	readonly from: string;
	readonly to: string;
}

export interface Slower {
	readonly caseId: string;
	readonly from: number;
	readonly to: number;
}

export interface Comparison {
	/** Bad now, and not before. */
	readonly regressions: readonly Change[];
	/** Bad before, and not now. */
	readonly mended: readonly Change[];
	/** Other outcomes or annotations that differ, such as a case that became flaky or notrun. */
	readonly changed: readonly Change[];
	/** For information: what takes longer. */
	readonly slower: readonly Slower[];
	readonly unchanged: number;
	/** Why durations say little: what the runs ran on differs. */
	readonly differences: readonly string[];
}

/** A case takes longer when it does so by half, and by half a second: less is noise. */
const slowerBy = 1.5;
const slowerByMs = 500;

export function compareRuns(before: RunSummary, after: RunSummary): Comparison {
	const old = statesOf(before);
	const now = statesOf(after);
	const changes = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((caseId) => {
		const from = old.get(caseId) ?? absent;
		const to = now.get(caseId) ?? absent;
		return from.word === to.word ? [] : [{caseId, from, to}];
	});
	const pick = (wants: (from: State, to: State) => boolean) =>
		changes
			.filter(({from, to}) => wants(from, to))
			.map(({caseId, from, to}) => ({caseId, from: from.word, to: to.word}));

	return {
		regressions: pick((from, to) => to.bad && !from.bad),
		mended: pick((from, to) => from.bad && !to.bad && to !== absent),
		changed: pick((from, to) => from.bad === to.bad || (from.bad && to === absent)),
		slower: [...now].flatMap(([caseId, {ms}]) => {
			const was = old.get(caseId)?.ms;
			if (ms === undefined || was === undefined) return [];
			return ms > was * slowerBy && ms - was > slowerByMs ? [{caseId, from: was, to: ms}] : [];
		}),
		unchanged: [...now].filter(([caseId, {word}]) => old.get(caseId)?.word === word).length,
		differences: differencesOf(before, after),
	};
}

interface State {
	readonly word: string;
	readonly bad: boolean;
	readonly ms?: number;
}

/** What stands for the outcome of a case that the run did not have. */
export const notInTheRun = 'not in the run';
const absent: State = {word: notInTheRun, bad: false};

function statesOf({cases, unjudged}: RunSummary): ReadonlyMap<string, State> {
	return new Map<string, State>([
		...unjudged.map((caseId) => [caseId, {word: 'not judged', bad: true}] as const),
		...cases.map((result) => [result.caseId, stateOf(result)] as const),
	]);
}

function stateOf(result: SummaryCase): State {
	const {outcome, annotation, notAllowed, ms} = result;
	const words = [outcome.kind, annotation?.kind, notAllowed === true ? 'not allowed' : undefined];
	const bad = isBadResult({...result, type: 'case-finished', console: noConsole, log: []});
	return {word: words.filter(Boolean).join(', '), bad, ...(outcome.kind === 'passed' && {ms})};
}

const noConsole = {path: '', lines: [], cutBytes: 0};

function differencesOf(before: RunSummary, after: RunSummary): readonly string[] {
	const about = ({kernel, accelerator, isolation, contestant}: RunSummary) => ({
		kernel: kernel?.release ?? 'unknown',
		accelerator: accelerator?.name ?? 'unknown',
		isolation: isolation ?? 'unknown',
		contestant: contestant ?? 'composefs',
	});
	const now = about(after);
	return Object.entries(about(before)).flatMap(([name, value]) => {
		const other = now[name as keyof typeof now];
		return value === other ? [] : [`${name}: ${value} before, ${other} now`];
	});
}
