import type {ListedCase} from '../result/case-info.ts';

export type Isolation = 'snapshot' | 'boot';

/** What starts the guests: we ourselves, or virtme-ng. */
export type Runner = 'qemu' | 'vng';

/** What a run has that doesn't ask for one. */
export function usualIsolation(runner: Runner = 'qemu'): Isolation {
	return runner === 'vng' ? 'boot' : 'snapshot';
}

/** What one guest is given at a time: a case, or a batch. */
export type Unit = readonly ListedCase[];

/** A batch longer than this costs more to rerun than it saves. */
const longestBatch = 12;

/**
 * Splits a selection into units. Under snapshot isolation neighbours of a suite that say `batch` share a guest;
 * under boot isolation a guest takes one case after the other anyway, so every case is its own unit.
 */
export function planUnits(cases: readonly ListedCase[], isolation: Isolation, jobs: number): readonly Unit[] {
	if (isolation === 'boot') return longestFirst(cases.map((listed) => [listed]));

	const units: ListedCase[][] = [];
	const batches = new Map<string, ListedCase[]>();
	for (const listed of cases) {
		if (!listed.batch) {
			units.push([listed]);
			continue;
		}
		const suite = listed.id.split('/')[0] ?? '';
		const batch = batches.get(suite) ?? [];
		if (batch.length === 0) units.push(batch);
		batch.push(listed);
		batches.set(suite, batch.length >= batchSize(cases, jobs) ? [] : batch);
	}
	return longestFirst(units);
}

/** The cases that ask for much time start first, so that no guest is alone with one at the end. Otherwise as listed. */
function longestFirst(units: readonly Unit[]): readonly Unit[] {
	const longest = (unit: Unit) => Math.max(...unit.map(({deadlineMs}) => deadlineMs));
	return [...units].sort((a, b) => longest(b) - longest(a));
}

/** Few cases on many guests are quicker side by side than in one batch. */
function batchSize(cases: readonly ListedCase[], jobs: number): number {
	return Math.min(longestBatch, Math.max(1, Math.ceil(cases.length / jobs)));
}
