import {InfraError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {CaseFinished} from '../result/events.ts';
import type {Isolation, Unit} from './plan.ts';

/** Runs cases in one guest. The scheduler knows nothing else of guests. */
export interface CaseGuest {
	/** Runs one case to its outcome. Throws an InfraError when that was not the guest's doing. */
	run(listed: ListedCase, alone: boolean): Promise<CaseVerdict>;
	close(): Promise<void>;
}

export interface CaseVerdict {
	readonly result: CaseFinished;
	/** The guest may serve another case: it lives, and nothing was left in it. */
	readonly reusable: boolean;
}

export interface Schedule {
	readonly units: readonly Unit[];
	readonly isolation: Isolation;
	readonly jobs: number;
	readonly signal: AbortSignal;
	readonly openGuest: () => Promise<CaseGuest>;
	readonly onResult: (result: CaseFinished) => void;
	/** An error of ours: told once more when the case was tried again already. */
	readonly onInfraError: (error: InfraError, caseId: string | undefined, retried: boolean) => void;
}

/**
 * Hands the units to as many guests side by side as there are jobs. Every case gets one result. A case whose guest
 * fails us is given one more guest; when that fails too, the run ends with that InfraError.
 */
export async function runSchedule(schedule: Schedule): Promise<void> {
	const waiting = [...schedule.units];
	const workers = Array.from({length: Math.min(schedule.jobs, waiting.length)}, async () => {
		await using worker = new Worker(schedule);
		for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
			schedule.signal.throwIfAborted();
			await worker.runUnit(unit);
		}
	});

	// Let the other guests end their case before the run ends with an error.
	const ends = await Promise.allSettled(
		workers.map((worker) =>
			worker.catch((error) => {
				waiting.length = 0;
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

	constructor(schedule: Schedule) {
		this.#schedule = schedule;
	}

	async runUnit(unit: Unit): Promise<void> {
		const {onResult} = this.#schedule;
		const together = await this.#runTogether(unit);
		if (
			unit.length === 1 ||
			together.every(({outcome}) => outcome.kind === 'passed' || outcome.kind === 'notrun')
		) {
			for (const result of together) onResult(result);
			return;
		}

		// Which case of a batch is at fault, and which only suffers, shows when each has a guest of its own.
		for (const listed of unit) {
			const [alone] = await this.#runTogether([listed], true);
			const before = together.find(({caseId}) => caseId === listed.id)?.outcome.kind;
			if (alone === undefined) continue;
			const differs = before !== undefined && before !== alone.outcome.kind;
			onResult(differs ? {...alone, note: `${before} in its batch, ${alone.outcome.kind} alone`} : alone);
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#leave();
	}

	/** The results of the cases up to the first that spoils the guest for the rest. */
	async #runTogether(unit: Unit, alone = false): Promise<readonly CaseFinished[]> {
		const results: CaseFinished[] = [];
		for (const listed of unit) {
			const {result, reusable} = await this.#runWithRetry(listed, alone);
			results.push(result);
			if (!reusable) {
				await this.#leave();
				break;
			}
		}
		if (this.#schedule.isolation === 'snapshot') await this.#leave();
		return results;
	}

	async #runWithRetry(listed: ListedCase, alone: boolean): Promise<CaseVerdict> {
		const {signal, openGuest, onInfraError} = this.#schedule;
		for (let attempt = 1; ; attempt += 1) {
			try {
				this.#guest ??= await openGuest();
				return await this.#guest.run(listed, alone);
			} catch (error) {
				await this.#leave();
				if (!(error instanceof InfraError) || signal.aborted) throw error;
				onInfraError(error, listed.id, attempt > 1);
				if (attempt > 1) throw error;
			}
		}
	}

	async #leave(): Promise<void> {
		const guest = this.#guest;
		this.#guest = undefined;
		await guest?.close();
	}
}
