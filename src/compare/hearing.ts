import type {RunEvent} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import {decodeEvidence, type Evidence} from './evidence.ts';

/** What was heard of a claim. It decides nothing unless the outcome is `passed`; that is undefined where nothing ended. */
export interface Heard {
	readonly outcome: Outcome | undefined;
	readonly evidence: readonly Evidence[];
}

/** Gathers what cases show, and what is measured on the host, by what decides the claim. */
export class Hearing {
	readonly #heard = new Map<string, {outcome: Outcome | undefined; evidence: Evidence[]}>();

	/** By `decidedBy` of a claim; what is not here never began. */
	get heard(): ReadonlyMap<string, Heard> {
		return this.#heard;
	}

	/** Takes what it needs of an event; true where the line was evidence, which is nothing to show. */
	hear(event: RunEvent): boolean {
		switch (event.type) {
			case 'case-started':
				// What an earlier try said is not of this one.
				this.#heard.set(event.caseId, {outcome: undefined, evidence: []});
				return false;
			case 'case-log': {
				const told = decodeEvidence(event.line);
				if (told !== undefined) this.#of(event.caseId).evidence.push(told);
				return told !== undefined;
			}
			case 'case-finished':
				this.#of(event.caseId).outcome = event.outcome;
				return false;
			default:
				return false;
		}
	}

	/** What the host has measured to its end. */
	measured(decidedBy: string, evidence: readonly Evidence[]): void {
		this.#heard.set(decidedBy, {outcome: {kind: 'passed'}, evidence: [...evidence]});
	}

	#of(decidedBy: string) {
		const found = this.#heard.get(decidedBy) ?? {outcome: undefined, evidence: []};
		this.#heard.set(decidedBy, found);
		return found;
	}
}

/** Why what was heard decides nothing, in a line; undefined where it does. */
export function whyNothing(heard: Heard | undefined): string | undefined {
	const outcome = heard?.outcome;
	if (heard === undefined) return 'it did not begin';
	if (outcome === undefined) return 'it did not end';
	switch (outcome.kind) {
		case 'passed':
			return undefined;
		case 'failed': {
			const [first] = outcome.failures;
			return first === undefined ? 'failed' : `failed: ${first.source}: ${firstLine(first.message)}`;
		}
		case 'notrun':
			return `notrun: ${firstLine(outcome.reason)}`;
		case 'crashed':
			return `crashed: ${firstLine(outcome.reason)}`;
		case 'timedout':
			return `timedout: no answer within ${outcome.deadlineMs / 1000} s`;
	}
}

function firstLine(text: string): string {
	return text.trim().split('\n')[0] ?? '';
}
