import type {Splat} from '../console/splat.ts';
import type {SplatKind} from '../console/table.ts';
import type {Failure, Outcome} from '../result/outcome.ts';
import type {CaseReport} from '../result/protocol.ts';
import {addedTaint} from '../result/taint.ts';

/** How a case's stay in its guest came to an end, as the host saw it. */
export type CaseEnd =
	/** The agent reported. */
	| {readonly kind: 'reported'; readonly report: CaseReport}
	/** The deadline passed; the guest was killed. */
	| {readonly kind: 'deadline'; readonly deadlineMs: number}
	/** The guest went away by itself; `agentStatus` is what init printed of the agent, where it lived to. */
	| {readonly kind: 'gone'; readonly agentStatus?: string};

/**
 * The last word on a case. A guest that oopsed is not believed, whatever its agent still said; a case that
 * passed has failed when the kernel complained, was tainted or kept something.
 */
export function judge(end: CaseEnd, splats: readonly Splat[]): Outcome {
	const fatal = splats.find((splat) => splat.fatal);

	switch (end.kind) {
		case 'gone':
			return {kind: 'crashed', reason: reasonOfDeath(fatal, splats, end.agentStatus)};
		case 'deadline':
			if (fatal !== undefined) return {kind: 'crashed', reason: inWords(fatal)};
			return {kind: 'timedout', deadlineMs: end.deadlineMs};
		case 'reported':
			if (fatal !== undefined) return {kind: 'crashed', reason: inWords(fatal)};
			return complained(end.report, splats);
	}
}

function reasonOfDeath(
	fatal: Splat | undefined,
	splats: readonly Splat[],
	agentStatus: string | undefined,
): string {
	const first = splats[0];
	// A panic that was asked for (panic_on_warn) says less than the warning that led to it.
	if (fatal?.kind === 'panic' && first !== undefined && first !== fatal)
		return `${fatal.title}, after ${inWords(first)}`;
	if (fatal !== undefined) return inWords(fatal);
	if (agentStatus !== undefined) return `the agent ended with status ${agentStatus}`;
	return 'the guest powered off or reset without a word on the console';
}

/** A splat by its name and place. */
export function inWords({title, place}: Splat): string {
	return place === undefined || title.includes(place) ? title : `${title}, in ${place}`;
}

function complained(report: CaseReport, splats: readonly Splat[]): Outcome {
	const complaints: Failure[] = [
		...splats.map((splat) => ({source: 'splat' as const, message: inWords(splat)})),
		...taintFailures(report.taint, splats),
		...report.leaks.map((message) => ({source: 'leak' as const, message})),
	];
	if (complaints.length === 0) return report.outcome;

	const own = report.outcome.kind === 'failed' ? report.outcome.failures : [];
	return {kind: 'failed', failures: [...own, ...complaints]};
}

/** What the letters stand for, where there is a word for it. */
const taintMeanings: Readonly<Record<string, string>> = {
	P: 'proprietary module loaded',
	F: 'module force loaded',
	R: 'module force unloaded',
	M: 'machine check exception',
	B: 'bad page',
	U: 'requested by user space',
	D: 'died: oops or BUG',
	W: 'warning',
	L: 'soft lockup',
	N: 'test',
};
/** Bits that a splat explains, so that one fault isn't told twice. */
const explainedBy: Readonly<Record<string, readonly SplatKind[]>> = {
	W: ['warning', 'refcount', 'list', 'slab', 'lockdep', 'bug', 'busy-inodes'],
	B: ['kasan', 'kfence', 'slab', 'bug'],
	L: ['lockup'],
};

function taintFailures(taint: CaseReport['taint'], splats: readonly Splat[]): Failure[] {
	return addedTaint(taint)
		.filter((letter) => !splats.some(({kind}) => explainedBy[letter]?.includes(kind)))
		.map((letter) => ({
			source: 'taint' as const,
			message: `the kernel was tainted with ${letter}${taintMeanings[letter] === undefined ? '' : ` (${taintMeanings[letter]})`}`,
		}));
}
