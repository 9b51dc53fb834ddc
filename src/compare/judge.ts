import {type Better, type Claim, claims, type Row} from './claims.ts';
import {
	type ContestantName,
	contestantNames,
	type Evidence,
	everyRow,
	none,
	notMeasured,
} from './evidence.ts';
import {type Heard, whyNothing} from './hearing.ts';

/**
 * Of our side: alone ahead, level with the best of the others, or behind one; told where nobody can win; undecided where only the
 * rival in question was not measured, over whom nothing can be won.
 */
export type Verdict = 'won' | 'level' | 'lost' | 'undecided' | 'told' | 'not run';

/** How composefs stands to others in a row. */
export interface Standing {
	readonly verdict: Verdict;
	/** Its figure as a multiple of theirs, of the best of them; only where it won, is level or lost, and both are above 0. */
	readonly times?: number;
}

/** A row with what the run showed. */
export interface JudgedRow {
	readonly row: Row;
	readonly values: Readonly<Partial<Record<ContestantName, Evidence>>>;
	/** Those that no other does better than. */
	readonly best: readonly ContestantName[];
	readonly toAll: Standing;
	/** To the one that the debate was about, whatever the others do. */
	readonly toErofsOverlay: Standing;
	/** Those of whom the case said neither a value nor why it has none; then the row is not run. */
	readonly silent: readonly ContestantName[];
}

export interface JudgedClaim {
	readonly claim: Claim;
	readonly rows: readonly JudgedRow[];
	/** Why none of the rows was run, where what decides them did not pass. */
	readonly failure?: string;
}

/** When something is noticed; what is refused never happened. */
const earlier = ['refused', 'by signature', 'at set-up', 'at open', 'at read', 'no effect', 'never'];

/** Higher is better. Values that can't be compared are worth nothing. */
function worth(better: Better, value: number | string): number {
	switch (better) {
		case 'less':
			return -Number(value);
		case 'more':
			return Number(value);
		case 'yes':
			return value === 'yes' ? 1 : 0;
		case 'earliest': {
			const at = earlier.findIndex((word) => String(value).startsWith(word));
			return at === -1 ? -earlier.length : -at;
		}
		case 'none':
			return 0;
	}
}

/** Times of an emulated processor differ by themselves. */
const noiseOfTimes = 0.1;

function isLess({unit, noise = unit === 'ms' ? noiseOfTimes : 0}: Row, a: number, b: number): boolean {
	return a < b - noise * Math.max(Math.abs(a), Math.abs(b));
}

/** The one that the debate was about: without its value a row decides nothing in our favour. */
const rival: ContestantName = 'erofs+overlayfs';

/** What the run says of each claim, by what decides it. A row that was not seen is not run, never won. */
export function judgeClaims(
	heard: ReadonlyMap<string, Heard>,
	asked: readonly Claim[] = claims,
): JudgedClaim[] {
	return asked.map((claim) => {
		const found = heard.get(claim.decidedBy);
		const failure = whyNothing(found);
		if (failure !== undefined) return {claim, rows: claim.rows.map(notRun), failure};
		return {claim, rows: claim.rows.map((row) => judgeRow(row, found?.evidence ?? []))};
	});
}

/** What a case said before it failed proves nothing. */
function notRun(row: Row): JudgedRow {
	const standing = {verdict: 'not run'} as const;
	return {row, values: {}, best: [], toAll: standing, toErofsOverlay: standing, silent: []};
}

function judgeRow(row: Row, evidence: readonly Evidence[]): JudgedRow {
	const values: Partial<Record<ContestantName, Evidence>> = {};
	for (const name of contestantNames) {
		const own = evidence.filter(({contestant}) => contestant === name);
		const found = own.find((one) => one.row === row.id) ?? own.find((one) => one.row === everyRow);
		if (found !== undefined) values[name] = found;
	}
	const silent = contestantNames.filter((name) => values[name] === undefined);
	if (silent.length > 0) return {...notRun(row), values, silent};
	const seen = compared(values);
	const toAll = standing(row, seen);
	const toErofsOverlay =
		row.better === 'none'
			? toAll
			: standing(
					row,
					seen.filter(({contestant}) => contestant === 'composefs' || contestant === rival),
				);
	return {row, values, best: bestOf(row, seen), toAll, toErofsOverlay, silent};
}

/** Without those of whom there is nothing to compare. */
function compared(values: JudgedRow['values']): readonly Evidence[] {
	return Object.values(values).filter(({value}) => value !== notMeasured && value !== none);
}

function bestOf(row: Row, seen: readonly Evidence[]): readonly ContestantName[] {
	if (row.better === 'none') return [];
	const worths = seen.map((one) => worth(row.better, one.value));
	const top = Math.max(...worths);
	return seen.filter((_, at) => !isLess(row, worths[at] ?? top, top)).map(({contestant}) => contestant);
}

/** Among those who were seen. */
function standing(row: Row, seen: readonly Evidence[]): Standing {
	if (row.better === 'none') return {verdict: seen.length > 0 ? 'told' : 'not run'};
	const own = seen.find(({contestant}) => contestant === 'composefs');
	if (own === undefined) return {verdict: 'not run'};
	const best = bestOf(row, seen);
	const isBest = best.includes('composefs');
	if (isBest && !seen.some(({contestant}) => contestant === rival)) return {verdict: 'undecided'};
	const times = timesOf(row, own, seen);
	const verdict = !isBest ? 'lost' : best.length > 1 ? 'level' : 'won';
	return {verdict, ...(times !== undefined && {times})};
}

/** A figure as a multiple of the best of the others'. */
function timesOf({better}: Row, own: Evidence, seen: readonly Evidence[]): number | undefined {
	const figures = seen.flatMap((one) => (one !== own && typeof one.value === 'number' ? [one.value] : []));
	if (typeof own.value !== 'number' || figures.length === 0) return undefined;
	const best = better === 'more' ? Math.max(...figures) : Math.min(...figures);
	return own.value > 0 && best > 0 ? own.value / best : undefined;
}

/** Whether a contestant is one of the best, and somebody else who was measured is not. */
export function isAhead({best, values}: JudgedRow, name: ContestantName): boolean {
	return best.includes(name) && best.length < compared(values).length;
}
