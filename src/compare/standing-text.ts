import {contestantTitles} from './claims.ts';
import {type ContestantName, contestantNames} from './evidence.ts';
import type {JudgedClaim, Standing} from './judge.ts';

/** Heads of the columns that say how composefs stands: to all others, and to the one that the debate was about. */
export const standingHeads = {toAll: 'to all', toErofsOverlay: 'to erofs-overlay'} as const;

/** Such as `won 0.17x`: the verdict, and how many times the other's figure that of composefs is. */
export function standingText({verdict, times}: Standing): string {
	return times === undefined || times === 1 ? verdict : `${verdict} ${timesText(times)}`;
}

/** Two digits at least, and as many as it takes not to be taken for 1. */
export function timesText(times: number): string {
	if (times >= 10) return `${Math.round(times)}x`;
	if (times < 0.1) return `${Number(times.toPrecision(2))}x`;
	let digits = 2;
	while (Number(times.toFixed(digits)) === 1 && digits < 6) digits += 1;
	return `${times.toFixed(digits)}x`;
}

/** Why rows of a claim were not run, a line for each reason. */
export function whyNotRun({failure, rows}: JudgedClaim): readonly string[] {
	if (failure !== undefined) return [failure];
	return rows
		.filter(({silent}) => silent.length > 0)
		.map(({row, silent}) => `${row.title}: nothing was said of ${whom(silent)}`);
}

function whom(silent: readonly ContestantName[]): string {
	if (silent.length === contestantNames.length) return 'anybody';
	return silent.map((name) => contestantTitles[name]).join(', ');
}

/** Whether the run owes a row: that somebody was not measured, and said so, is none of its faults. */
export function isOwed(judged: JudgedClaim): boolean {
	return whyNotRun(judged).length > 0;
}

/** The rows that a trial of the bench counts too, a line for each trial. */
export function alsoCounted({rows}: JudgedClaim): readonly string[] {
	const trials = new Set(rows.flatMap(({row}) => row.trial ?? []));
	return [...trials].map((trial) => {
		const titles = rows.filter(({row}) => row.trial === trial).map(({row}) => `"${row.title}"`);
		return `${titles.join(', ')} is counted, too, by npm run vm:bench -- --trial ${trial}`;
	});
}
