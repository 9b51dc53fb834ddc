import type {CaseFinished} from './events.ts';

/** Whether a result fails its run. What is expected to fail, and does, doesn't; what is expected to fail, and passes, does. */
export function isBadResult({outcome, notAllowed, annotation}: CaseFinished): boolean {
	switch (annotation?.kind) {
		case 'expected-failure':
			return false;
		case 'unexpected-pass':
			return true;
		case 'flaky':
		case undefined:
			return outcome.kind === 'notrun' ? notAllowed === true : outcome.kind !== 'passed';
	}
}
