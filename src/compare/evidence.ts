/** What a case of the debate says to the host: lines of its log, one for each finding. */

export const contestantNames = ['composefs', 'erofs+overlayfs', 'overlayfs-layers', 'checkout'] as const;
export type ContestantName = (typeof contestantNames)[number];

/** What one contestant showed in one row. */
export interface Evidence {
	/** The row of `claims.ts` that it decides. */
	readonly row: string;
	readonly contestant: ContestantName;
	/** A figure in the row's unit, what happened in a word or two, or `notMeasured` with its reason as note. */
	readonly value: number | string;
	/** Why so, where the value alone does not say it. */
	readonly note?: string;
}

/** The value of what could not be looked at here. */
export const notMeasured = 'not measured';

const prefix = 'evidence ';

export function encodeEvidence(evidence: Evidence): string {
	return `${prefix}${JSON.stringify(evidence)}`;
}

/** The evidence in a line of the log; undefined for a line that is something else. */
export function decodeEvidence(line: string): Evidence | undefined {
	return line.startsWith(prefix) ? (JSON.parse(line.slice(prefix.length)) as Evidence) : undefined;
}
