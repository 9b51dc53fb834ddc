import {type Claim, claims} from '../../../src/compare/claims.ts';
import {
	type ContestantName,
	contestantNames,
	type Evidence,
	notMeasured,
} from '../../../src/compare/evidence.ts';
import type {Heard} from '../../../src/compare/hearing.ts';
import {type JudgedClaim, type JudgedRow, judgeClaims} from '../../../src/compare/judge.ts';

/** As if every case had passed and said all of this. */
export function judged(evidence: readonly Evidence[], asked: readonly Claim[] = claims): JudgedClaim[] {
	const heard = new Map(
		asked.map(({decidedBy}): [string, Heard] => [decidedBy, {outcome: {kind: 'passed'}, evidence}]),
	);
	return judgeClaims(heard, asked);
}

/** Who is not named was not measured. */
export function ofEach(
	row: string,
	values: Readonly<Partial<Record<ContestantName, Evidence['value']>>>,
): Evidence[] {
	return contestantNames.map((contestant) => ({row, contestant, value: values[contestant] ?? notMeasured}));
}

export function rowOf(evidence: readonly Evidence[], id: string): JudgedRow {
	const found = judged(evidence)
		.flatMap(({rows}) => rows)
		.find(({row}) => row.id === id);
	if (found === undefined) throw new Error(`no row ${id}`);
	return found;
}
