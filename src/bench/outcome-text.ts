import type {Outcome} from '../result/outcome.ts';

/** An outcome that is not wanted here, in a line or some. */
export function outcomeText(outcome: Outcome): string {
	switch (outcome.kind) {
		case 'passed':
			return 'passed';
		case 'notrun':
			return outcome.reason;
		case 'failed':
			return outcome.failures.map(({message, stack}) => stack ?? message).join('\n');
		case 'crashed':
			return outcome.reason;
		case 'timedout':
			return 'the deadline passed';
	}
}
