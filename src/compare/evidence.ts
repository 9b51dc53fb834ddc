/** What a case of the debate says to the host: lines of its log, one for each finding. */

export const contestantNames = [
	'composefs',
	'erofs+overlayfs',
	'erofs',
	'squashfs',
	'ext4-ro',
	'overlayfs-layers',
	'checkout',
] as const;
export type ContestantName = (typeof contestantNames)[number];

/** What one contestant showed in one row. */
export interface Evidence {
	/** The row of `claims.ts` that it decides, or `everyRow`. */
	readonly row: string;
	readonly contestant: ContestantName;
	/** A figure in the row's unit, what happened in a word or two, `none`, or `notMeasured` with its reason as note. */
	readonly value: number | string;
	/** Why so, where the value alone does not say it. */
	readonly note?: string;
}

/** The value of what could not be looked at here. */
export const notMeasured = 'not measured';

/** The value of who has no such thing, such as an image: it is compared with nobody. */
export const none = 'none';

/** Stands for each row in which nothing else was said of a contestant: one that can't take part here. */
export const everyRow = 'every row';

const prefix = 'evidence ';

export function encodeEvidence(evidence: Evidence): string {
	return `${prefix}${JSON.stringify(evidence)}`;
}

/** The evidence in a line of the log; undefined for a line that is something else. */
export function decodeEvidence(line: string): Evidence | undefined {
	return line.startsWith(prefix) ? (JSON.parse(line.slice(prefix.length)) as Evidence) : undefined;
}
