/** How a case ended. Exactly one per case; a case that was never heard of again is `crashed`. */
export type Outcome =
	| {readonly kind: 'passed'}
	/** The case's own assertion, or the judge (splat, taint, leak), says no. */
	| {readonly kind: 'failed'; readonly failures: readonly Failure[]}
	/** A requirement is absent; the reason says which. */
	| {readonly kind: 'notrun'; readonly reason: string}
	/** The guest died or stopped being a guest: panic, oops, agent gone. */
	| {readonly kind: 'crashed'; readonly reason: string}
	/** The deadline passed without an answer. */
	| {readonly kind: 'timedout'; readonly deadlineMs: number};

export type OutcomeKind = Outcome['kind'];

/** One reason for a failed case. `stack` is the case's own, mapped to its TypeScript source. */
export interface Failure {
	readonly source: 'assertion' | 'splat' | 'taint' | 'leak';
	readonly message: string;
	readonly stack?: string;
}
