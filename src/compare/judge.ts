import {type Better, type Claim, claims, type Row} from './claims.ts';
import {
	type ContestantName,
	contestantNames,
	type Evidence,
	everyRow,
	none,
	notMeasured,
} from './evidence.ts';

/** A row with what the run showed. */
export interface JudgedRow {
	readonly row: Row;
	readonly values: Readonly<Partial<Record<ContestantName, Evidence>>>;
	/** Those that no other does better than. */
	readonly best: readonly ContestantName[];
	/**
	 * Of our side: alone ahead, level with the best of the others, or behind one; told where nobody can win; undecided where only the
	 * rival in question was not measured, over whom nothing can be won.
	 */
	readonly verdict: 'won' | 'level' | 'lost' | 'undecided' | 'told' | 'not run';
}

export interface JudgedClaim {
	readonly claim: Claim;
	readonly rows: readonly JudgedRow[];
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

/** What the run says of each claim. A row that was not seen is not run, never won. */
export function judgeClaims(evidence: readonly Evidence[], asked: readonly Claim[] = claims): JudgedClaim[] {
	return asked.map((claim) => ({claim, rows: claim.rows.map((row) => judgeRow(row, evidence))}));
}

function judgeRow(row: Row, evidence: readonly Evidence[]): JudgedRow {
	const values: Partial<Record<ContestantName, Evidence>> = {};
	for (const name of contestantNames) {
		const own = evidence.filter(({contestant}) => contestant === name);
		const found = own.find((one) => one.row === row.id) ?? own.find((one) => one.row === everyRow);
		if (found !== undefined) values[name] = found;
	}
	const seen = compared(values);
	if (row.better === 'none') return {row, values, best: [], verdict: seen.length > 0 ? 'told' : 'not run'};
	const worths = seen.map((one) => ({name: one.contestant, worth: worth(row.better, one.value)}));
	const top = Math.max(...worths.map((one) => one.worth));
	const best = worths.filter((one) => !isLess(row, one.worth, top)).map(({name}) => name);
	return {row, values, best, verdict: verdictOf(best, new Set(worths.map(({name}) => name)))};
}

/** Without those of whom there is nothing to compare. */
function compared(values: JudgedRow['values']): readonly Evidence[] {
	return Object.values(values).filter(({value}) => value !== notMeasured && value !== none);
}

function verdictOf(best: readonly ContestantName[], seen: ReadonlySet<ContestantName>): JudgedRow['verdict'] {
	if (!seen.has('composefs')) return 'not run';
	if (!best.includes('composefs')) return 'lost';
	if (!seen.has(rival)) return 'undecided';
	return best.length > 1 ? 'level' : 'won';
}

/** Whether a contestant is one of the best, and somebody else who was measured is not. */
export function isAhead({best, values}: JudgedRow, name: ContestantName): boolean {
	return best.includes(name) && best.length < compared(values).length;
}
