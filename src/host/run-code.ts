import {exitCode} from '../errors.ts';
import {isBadResult} from '../result/bad.ts';
import type {CaseFinished} from '../result/events.ts';

/** What a run came to. */
export interface RunEnd {
	readonly results: readonly CaseFinished[];
	/** So many results were expected. */
	readonly expected: number;
	/** Complaints of the kernel that belong to no case. */
	readonly strays: number;
	/** A case that passes only when retried is a failure. */
	readonly failOnFlaky?: boolean | undefined;
}

/** The exit code of a run: good only if all that was expected ran and nothing complained. */
export function codeOfRun({results, expected, strays, failOnFlaky}: RunEnd): number {
	const isFailed = (result: CaseFinished) =>
		isBadResult(result) || (failOnFlaky === true && result.annotation?.kind === 'flaky');
	const isGood = results.length >= expected && strays === 0 && !results.some(isFailed);
	return isGood ? exitCode.good : exitCode.failed;
}
