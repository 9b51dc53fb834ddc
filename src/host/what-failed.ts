import {discoverCases} from './discover.ts';
import {recall} from './run-memory.ts';
import type {RunOptions} from './run-options.ts';

/** The cases that failed when they last ran in this checkout. `gone` are those whose files no longer are. */
export async function whatFailed(
	where: Pick<RunOptions, 'root' | 'suites'>,
): Promise<{readonly failed: readonly string[]; readonly gone: readonly string[]}> {
	const present = new Set((await discoverCases(where.suites)).map(({id}) => id));
	const {failed} = await recall(where);
	return {
		failed: failed.filter((id) => present.has(id)),
		gone: failed.filter((id) => !present.has(id)),
	};
}
