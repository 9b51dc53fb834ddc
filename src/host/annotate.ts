import {join} from 'node:path';
import type {CaseFinished} from '../result/events.ts';
import {type ExpectedFailure, readExpectedFailures, withExpectation} from './expected-failures.ts';
import {type AllowedNotrun, isAllowed, readAllowedNotruns} from './notrun-allowed.ts';

/** What the repository's lists say of outcomes. */
export interface OutcomeLists {
	readonly notruns: readonly AllowedNotrun[];
	readonly failures: readonly ExpectedFailure[];
}

export async function readOutcomeLists(root: string, expectedFailures?: string): Promise<OutcomeLists> {
	return {
		notruns: await readAllowedNotruns(join(root, 'test/notrun-allowed.json')),
		failures: await readExpectedFailures(expectedFailures ?? join(root, 'test/expected-failures.json')),
	};
}

export function annotate(result: CaseFinished, lists: OutcomeLists, release: string): CaseFinished {
	const {outcome, caseId} = result;
	if (outcome.kind !== 'notrun') return withExpectation(result, lists.failures, release);
	return isAllowed(lists.notruns, caseId, outcome.reason) ? result : {...result, notAllowed: true};
}
