import {InfraError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {CaseFinished} from '../result/events.ts';
import type {Isolation, Unit} from './plan.ts';

/** Runs cases in one guest. The scheduler knows nothing else of guests. */
export interface CaseGuest {
	/** Runs one case to its outcome. Throws an InfraError when that was not the guest's doing. */
	run(listed: ListedCase, again: boolean): Promise<CaseVerdict>;
	/**
	 * The last word on the cases that ran since it was last asked, for guests that find out later what a case left. Where
	 * it is absent a verdict is final. `failed`: the guest failed us, and is not to be asked anything.
	 */
	settle?(results: readonly CaseFinished[], failed: boolean): Promise<readonly CaseFinished[]>;
	close(): Promise<void>;
}

export interface CaseVerdict {
	readonly result: CaseFinished;
	/** The guest may serve another case: it lives, and nothing was left in it. */
	readonly reusable: boolean;
}

export interface Schedule {
	/** Taken one by one as guests are free. One that says it is done may have more when it is asked after a result. */
	readonly units: Iterable<Unit>;
	readonly isolation: Isolation;
	readonly jobs: number;
	readonly signal: AbortSignal;
	readonly openGuest: () => Promise<CaseGuest>;
	readonly onResult: (result: CaseFinished) => void;
	/** A case ended badly behind others in its guest, and well in one of its own. */
	readonly onExcused: (before: CaseFinished) => void;
	/** An error of ours: told once more when the case was tried again already. */
	readonly onInfraError: (error: InfraError, caseId: string | undefined, retried: boolean) => void;
}

/**
 * Hands the units to as many guests side by side as there are jobs. Every case gets one result. A case whose guest
 * fails us is given one more guest; when that fails too, the run ends with that InfraError.
 */
export async function runSchedule(schedule: Schedule): Promise<void> {
	const units = schedule.units[Symbol.iterator]();
	let failed = false;
	const workers = Array.from({length: schedule.jobs}, async () => {
		await using worker = new Worker(schedule);
		for (let unit = units.next(); !unit.done && !failed; unit = units.next()) {
			schedule.signal.throwIfAborted();
			await worker.runUnit(unit.value);
		}
	});

	// Let the other guests end their case before the run ends with an error.
	const ends = await Promise.allSettled(
		workers.map((worker) =>
			worker.catch((error) => {
				failed = true;
				throw error;
			}),
		),
	);
	for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** One guest at a time, kept as long as its isolation allows. */
class Worker implements AsyncDisposable {
	readonly #schedule: Schedule;
	#guest: CaseGuest | undefined;
	/** Results that their guest still has a word on. */
	#unsettled: CaseFinished[] = [];

	constructor(schedule: Schedule) {
		this.#schedule = schedule;
	}

	/**
	 * Runs a unit's cases in one guest as long as all is well. A case that fails in a guest that served others runs again,
	 * first in a fresh one: then it is its own fault, or it was its predecessors'. What comes behind it goes on there.
	 */
	async runUnit(unit: Unit): Promise<void> {
		const {isolation} = this.#schedule;
		const waiting = [...unit];
		let inCompany: CaseFinished | undefined;
		for (let listed = waiting.shift(); listed !== undefined; listed = waiting.shift()) {
			const {result, reusable, isFirst} = await this.#runWithRetry(listed, inCompany !== undefined);
			if (!isFirst && isBad(result)) {
				inCompany = result;
				waiting.unshift(listed);
			} else {
				if (inCompany !== undefined && !isBad(result)) this.#schedule.onExcused(inCompany);
				this.#tell(inCompany === undefined ? result : withNote(result, inCompany));
				inCompany = undefined;
			}
			if (!reusable || inCompany !== undefined) await this.#leave();
		}
		await this.#settle();
		if (isolation === 'snapshot') await this.#leave();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#leave(true);
	}

	async #runWithRetry(
		listed: ListedCase,
		again: boolean,
	): Promise<CaseVerdict & {readonly isFirst: boolean}> {
		const {signal, openGuest, onInfraError} = this.#schedule;
		for (let attempt = 1; ; attempt += 1) {
			try {
				const isFirst = this.#guest === undefined;
				this.#guest ??= await openGuest();
				return {...(await this.#guest.run(listed, again)), isFirst};
			} catch (error) {
				await this.#leave(true);
				if (!(error instanceof InfraError) || signal.aborted) throw error;
				onInfraError(error, listed.id, attempt > 1);
				if (attempt > 1) throw error;
			}
		}
	}

	#tell(result: CaseFinished): void {
		if (this.#guest?.settle === undefined) this.#schedule.onResult(result);
		else this.#unsettled.push(result);
	}

	async #settle(failed = false): Promise<void> {
		const results = this.#unsettled;
		this.#unsettled = [];
		if (results.length === 0) return;
		for (const result of (await this.#guest?.settle?.(results, failed)) ?? results)
			this.#schedule.onResult(result);
	}

	async #leave(failed = false): Promise<void> {
		try {
			await this.#settle(failed);
		} finally {
			const guest = this.#guest;
			this.#guest = undefined;
			await guest?.close();
		}
	}
}

function isBad({outcome}: CaseFinished): boolean {
	return outcome.kind !== 'passed' && outcome.kind !== 'notrun';
}

function withNote(result: CaseFinished, before: CaseFinished): CaseFinished {
	if (result.outcome.kind === before.outcome.kind) return result;
	return {
		...result,
		note: `${before.outcome.kind} behind others in its guest, ${result.outcome.kind} in a fresh one`,
	};
}
