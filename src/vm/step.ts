import type {ProgressListener} from '../result/progress.ts';

/** Reports one long step: its start, how far it is, and what came of it (the work's own result, put into words). */
export async function runStep<T>(
	progress: ProgressListener,
	step: string,
	work: (advance: (done: number, total?: number) => void) => Promise<T>,
	note?: (result: T) => string,
): Promise<T> {
	const start = performance.now();
	progress({type: 'step-started', step});
	const result = await work((done, total) =>
		progress({type: 'step-advanced', step, done, ...(total === undefined ? {} : {total})}),
	);
	const ms = performance.now() - start;
	progress({type: 'step-finished', step, ms, ...(note === undefined ? {} : {note: note(result)})});
	return result;
}
