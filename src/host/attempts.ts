import {isBadResult} from '../result/bad.ts';
import type {CaseFinished} from '../result/events.ts';
import type {Unit} from './plan.ts';

/** How often cases run. Without any of these: once. */
export interface AttemptLimits {
	/** Every case so many times, good or bad. */
	readonly repeat?: number;
	/** Again and again until a case ends badly; at most `repeat` times where that is given. */
	readonly untilFail?: boolean;
	/** A case that ends badly gets so many more attempts, alone in a fresh guest. */
	readonly retry?: number;
}

interface History {
	made: number;
	bad: number;
	firstBad?: CaseFinished;
	last: CaseFinished;
	told: boolean;
}

/**
 * Hands out units as often as asked for, and makes one result of a case's attempts. Repeated, the first bad one counts;
 * retried, the last one does; either way a case that ended both ways is flaky.
 */
export class Attempts implements Iterable<Unit>, Iterator<Unit> {
	readonly #units: readonly Unit[];
	readonly #limits: AttemptLimits;
	readonly #rounds: number;
	readonly #histories = new Map<string, History>();
	readonly #again: Unit[] = [];
	#index = 0;
	#round = 1;
	#stopped = false;

	constructor(units: readonly Unit[], limits: AttemptLimits) {
		this.#units = units;
		this.#limits = limits;
		this.#rounds = limits.repeat ?? (limits.untilFail ? Number.POSITIVE_INFINITY : 1);
	}

	[Symbol.iterator](): Iterator<Unit> {
		return this;
	}

	/** Done means that there is nothing now: a result may bring more. */
	next(): IteratorResult<Unit, undefined> {
		if (this.#stopped) return {done: true, value: undefined};
		if (this.#index === this.#units.length && this.#round < this.#rounds) {
			this.#index = 0;
			this.#round += 1;
		}
		const unit = this.#units[this.#index];
		if (unit === undefined) {
			const value = this.#again.shift();
			return value === undefined ? {done: true, value: undefined} : {done: false, value};
		}
		this.#index += 1;
		return {done: false, value: unit};
	}

	/** Gives the case's one result when this attempt was the last, and otherwise nothing. */
	hear(result: CaseFinished): CaseFinished | undefined {
		const {untilFail = false, retry = 0} = this.#limits;
		const history = this.#record(result);
		const isBad = isBadResult(result);
		if (isBad && untilFail) this.#stopped = true;
		if (isBad && history.made <= retry) {
			this.#again.push(this.#unitOf(result.caseId));
			return undefined;
		}

		const isLast = retry > 0 || history.made >= this.#rounds || (isBad && untilFail);
		if (!isLast || history.told) return undefined;
		history.told = true;
		return this.#sum(history);
	}

	/** The results of cases that made some attempts, but not all, before the run ended. */
	rest(): readonly CaseFinished[] {
		const left = [...this.#histories.values()].filter(({told}) => !told);
		for (const history of left) history.told = true;
		return left.map((history) => this.#sum(history));
	}

	#record(result: CaseFinished): History {
		const history = this.#histories.get(result.caseId) ?? {made: 0, bad: 0, last: result, told: false};
		history.made += 1;
		history.last = result;
		if (isBadResult(result)) {
			history.bad += 1;
			history.firstBad ??= result;
		}
		this.#histories.set(result.caseId, history);
		return history;
	}

	#unitOf(caseId: string): Unit {
		const listed = this.#units.flat().find(({id}) => id === caseId);
		if (listed === undefined) throw new Error(`no unit holds ${caseId}`);
		return [listed];
	}

	#sum({made, bad, firstBad, last}: History): CaseFinished {
		const result = (this.#limits.retry ?? 0) > 0 ? last : (firstBad ?? last);
		if (made === 1) return result;
		const isFlaky = bad > 0 && bad < made;
		const words = isFlaky ? `flaky: ${bad} of ${made} attempts ended badly` : `${made} attempts`;
		return {
			...result,
			note: [result.note, words].filter(Boolean).join('; '),
			attempts: {made, bad},
			...(isFlaky && {annotation: {kind: 'flaky'}}),
		};
	}
}
