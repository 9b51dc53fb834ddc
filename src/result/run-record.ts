import type {ListedCase} from './case-info.ts';
import type {CaseFinished, RunEvent, RunFinished, RunStarted, StraySplat} from './events.ts';
import type {OutcomeKind} from './outcome.ts';

/** One try at a case. Times are milliseconds since 1970, by the host's clock. */
export interface Attempt {
	readonly startedAt: number;
	/** Absent while it runs, and for ever when the run ended first. */
	endedAt?: number;
	readonly guest?: number;
	readyMs?: number;
	/** Of an attempt that others followed. */
	outcome?: OutcomeKind;
}

export interface CaseRecord {
	readonly id: string;
	/** Absent when the run ended before it was known on what it would run. */
	readonly info?: ListedCase;
	/** Absent for a case that was not judged. */
	result?: CaseFinished;
	readonly attempts: readonly Attempt[];
}

export interface StepRecord {
	readonly step: string;
	readonly endedAt: number;
	readonly ms: number;
	readonly note?: string;
}

/** All that a report at the end of a run is made of. */
export interface RunRecord {
	readonly beganAt: number;
	readonly endedAt: number;
	readonly started?: RunStarted;
	readonly finished?: RunFinished;
	/** In the order of their ids. */
	readonly cases: readonly CaseRecord[];
	readonly steps: readonly StepRecord[];
	readonly strays: readonly StraySplat[];
	readonly infraErrors: readonly Extract<RunEvent, {type: 'infra-error'}>[];
}

/** Collects a run's events, and gives at any time what is known of it. */
export class RunRecorder {
	readonly #cases = new Map<string, CaseRecord & {attempts: Attempt[]}>();
	readonly #steps: StepRecord[] = [];
	readonly #infraErrors: Extract<RunEvent, {type: 'infra-error'}>[] = [];
	readonly #strays: StraySplat[] = [];
	#beganAt: number | undefined;
	#endedAt = 0;
	#started: RunStarted | undefined;
	#finished: RunFinished | undefined;

	hear(event: RunEvent, at: number): void {
		this.#beganAt ??= at;
		this.#endedAt = at;
		switch (event.type) {
			case 'run-started':
				this.#started = event;
				for (const info of event.cases) this.#cases.set(info.id, {id: info.id, info, attempts: []});
				break;
			case 'progress':
				if (event.progress.type === 'step-finished') this.#step(event.progress, at);
				break;
			case 'case-started':
				this.#end(event.caseId, at);
				this.#case(event.caseId).attempts.push({
					startedAt: at,
					...(event.guest !== undefined && {guest: event.guest}),
				});
				break;
			case 'case-log':
				break;
			case 'case-attempted':
				this.#end(event.caseId, at, event.readyMs, event.outcome.kind);
				break;
			case 'case-finished':
				this.#end(event.caseId, at, event.readyMs);
				this.#case(event.caseId).result = event;
				break;
			case 'stray-splat':
				this.#strays.push(event);
				break;
			case 'infra-error':
				this.#infraErrors.push(event);
				if (event.caseId !== undefined) this.#end(event.caseId, at);
				break;
			case 'run-finished':
				this.#finished = event;
				for (const id of event.unjudged) this.#case(id);
				break;
		}
	}

	record(): RunRecord {
		return {
			beganAt: this.#beganAt ?? 0,
			endedAt: this.#endedAt,
			cases: [...this.#cases.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
			steps: this.#steps,
			strays: this.#strays,
			infraErrors: this.#infraErrors,
			...(this.#started !== undefined && {started: this.#started}),
			...(this.#finished !== undefined && {finished: this.#finished}),
		};
	}

	#step({step, ms, note}: {step: string; ms: number; note?: string}, at: number): void {
		this.#steps.push({step, ms, endedAt: at, ...(note !== undefined && {note})});
		// The first thing that is told of a run is often that a step has ended.
		this.#beganAt = Math.min(this.#beganAt ?? at, at - ms);
	}

	#case(id: string): CaseRecord & {attempts: Attempt[]} {
		const known = this.#cases.get(id);
		if (known !== undefined) return known;
		const made = {id, attempts: []};
		this.#cases.set(id, made);
		return made;
	}

	/** A case that is started again has ended before, though nothing said so. */
	#end(id: string, at: number, readyMs?: number, outcome?: OutcomeKind): void {
		const attempt = this.#case(id).attempts.at(-1);
		if (attempt === undefined || attempt.endedAt !== undefined) return;
		attempt.endedAt = at;
		if (readyMs !== undefined) attempt.readyMs = readyMs;
		if (outcome !== undefined) attempt.outcome = outcome;
	}
}

export function suiteOf(caseId: string): string {
	const slash = caseId.indexOf('/');
	return slash < 0 ? caseId : caseId.slice(0, slash);
}

/** Why a case has no outcome. */
export function whyUnjudged({finished}: RunRecord): string {
	return `not judged: ${finished?.ended ?? 'the run ended early'}`;
}
