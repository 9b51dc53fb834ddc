import {claimName} from './claims.ts';
import type {JudgedClaim, Standing, Verdict} from './judge.ts';
import {whyNotRun} from './standing-text.ts';

type Counts = Readonly<Record<Verdict, number>>;

/** How many rows ended how. */
export interface Summary {
	readonly rows: number;
	readonly toAll: Counts;
	readonly toErofsOverlay: Counts;
	/** Of what `toErofsOverlay` counts as won or lost, what is so by less than `narrowly`. */
	readonly narrow: {readonly won: number; readonly lost: number};
	/** Claims that the run owes rows, with why. */
	readonly notRun: readonly {readonly claim: string; readonly why: readonly string[]}[];
}

/** As a part of the other's figure. */
const narrowly = 0.05;

export function summarize(judged: readonly JudgedClaim[]): Summary {
	const rows = judged.flatMap((claim) => claim.rows);
	const narrow = (verdict: Verdict) =>
		rows.filter(({toErofsOverlay}) => toErofsOverlay.verdict === verdict && isNarrow(toErofsOverlay)).length;
	return {
		rows: rows.length,
		toAll: count(rows.map(({toAll}) => toAll)),
		toErofsOverlay: count(rows.map(({toErofsOverlay}) => toErofsOverlay)),
		narrow: {won: narrow('won'), lost: narrow('lost')},
		notRun: judged
			.map((one) => ({claim: claimName(one.claim), why: whyNotRun(one)}))
			.filter(({why}) => why.length > 0),
	};
}

function isNarrow({times}: Standing): boolean {
	return times !== undefined && Math.abs(times - 1) < narrowly;
}

function count(standings: readonly Standing[]): Counts {
	const counts = {won: 0, level: 0, lost: 0, undecided: 0, told: 0, 'not run': 0};
	for (const {verdict} of standings) counts[verdict] += 1;
	return counts;
}

/** Sentences, a line each; what was not run comes last. */
export function summaryLines({rows, toAll, toErofsOverlay, narrow, notRun}: Summary): readonly string[] {
	const close = [
		...(narrow.won > 0 ? [`${narrow.won} of the won`] : []),
		...(narrow.lost > 0 ? [`${narrow.lost} of the lost`] : []),
	].join(' and ');
	const {told, undecided, 'not run': missed} = toAll;
	const besides = [
		...(told > 0 ? [`${told} are told, since nobody can win them`] : []),
		...(undecided > 0 ? [`in ${undecided} EROFS + overlayfs was not measured`] : []),
		...(missed > 0 ? [`${missed} were not run`] : []),
	].join('; ');
	return [
		`Against EROFS + overlayfs alone composefs ${asWords(toErofsOverlay)}${close === '' ? '' : `; ${close} by less than ${100 * narrowly} %`}.`,
		`Against the best of all others it ${asWords(toAll)}.`,
		`These are ${rows} rows${besides === '' ? '' : `: ${besides}`}.`,
		...notRun.flatMap(({claim, why}) => why.map((one) => `Not run: ${claim}: ${one}.`)),
	];
}

function asWords({won, level, lost}: Counts): string {
	return `wins ${won}, is level in ${level}, and loses ${lost}`;
}
