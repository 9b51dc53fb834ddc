import type {CaseFinished} from './events.ts';
import type {Failure} from './outcome.ts';
import {placeInStack, type SourcePlace} from './source-place.ts';

/**
 * An outcome in the words that reports of any kind share. A `failure` is the driver's: an assertion or the judge said
 * no. An `error` kept the case from ending: it crashed or timed out.
 */
export type Verdict =
	| {readonly kind: 'passed'}
	| {readonly kind: 'skipped'; readonly reason: string}
	| {
			readonly kind: 'failure' | 'error';
			/** `assertion`, `splat`, `taint`, `leak`, `notrun`, `unexpected-pass`, `crashed` or `timedout`. */
			readonly type: string;
			/** One for each reason, the first for the headline. */
			readonly reasons: readonly string[];
			readonly place?: SourcePlace;
	  };

export type BadVerdict = Extract<Verdict, {readonly reasons: unknown}>;

export function verdictOf({outcome, notAllowed, annotation}: CaseFinished, caseFile?: string): Verdict {
	if (annotation?.kind === 'expected-failure')
		return {kind: 'skipped', reason: `${outcome.kind}, as expected: ${annotation.reason}`};
	if (annotation?.kind === 'unexpected-pass')
		return {
			kind: 'failure',
			type: annotation.kind,
			reasons: [`passed, but is expected to fail: ${annotation.reason} (test/expected-failures.json)`],
		};
	switch (outcome.kind) {
		case 'passed':
			return {kind: 'passed'};
		case 'notrun':
			if (notAllowed !== true) return {kind: 'skipped', reason: outcome.reason};
			return {
				kind: 'failure',
				type: 'notrun',
				reasons: [`notrun: ${outcome.reason} (not in test/notrun-allowed.json)`],
			};
		case 'failed':
			return failure(outcome.failures, caseFile);
		case 'crashed':
			return {kind: 'error', type: 'crashed', reasons: [outcome.reason]};
		case 'timedout':
			return {
				kind: 'error',
				type: 'timedout',
				reasons: [`no answer within the deadline of ${inSeconds(outcome.deadlineMs)}`],
			};
	}
}

export function isBad(verdict: Verdict): verdict is BadVerdict {
	return verdict.kind === 'failure' || verdict.kind === 'error';
}

/** Whether these lines of the console are the splat that the verdict tells of, or the last words of a guest. */
export function showsSplat(verdict: BadVerdict, lines: readonly string[]): boolean {
	if (verdict.type === 'timedout') return false;
	return lines.some((line) => line !== '' && verdict.reasons.some((reason) => reason.includes(line)));
}

export function inSeconds(ms: number): string {
	return ms < 10_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(0)} s`;
}

function failure(failures: readonly Failure[], caseFile: string | undefined): Verdict {
	const place = failures
		.map(({stack}) => (stack === undefined ? undefined : placeInStack(stack, caseFile)))
		.find((found) => found !== undefined);
	return {
		kind: 'failure',
		type: failures[0]?.source ?? 'assertion',
		reasons: failures.map(({source, message}) => `${source}: ${message.trim()}`),
		...(place !== undefined && {place}),
	};
}
