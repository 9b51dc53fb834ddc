import {UsageError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {RunStarted} from '../result/events.ts';
import {durationsPath, readDurations} from './durations.ts';
import type {RunOptions} from './run-options.ts';
import {takeShard} from './shard.ts';

export interface Chosen {
	readonly cases: readonly ListedCase[];
	readonly shard?: NonNullable<RunStarted['shard']>;
}

/** Of the selected cases those that this run is to run: what failed last, or one shard. */
export async function chooseCases(
	selected: readonly ListedCase[],
	{only, shard, durations, cache}: RunOptions,
): Promise<Chosen> {
	const cases = only === undefined ? selected : selected.filter(({id}) => only.has(id));
	if (cases.length === 0)
		throw new UsageError('nothing of the selection failed last', {
			remedy: 'leave out --failed to run it whole',
		});
	if (shard === undefined) return {cases};

	const path = durations ?? durationsPath(cache);
	const {cases: mine, plan} = takeShard(cases, shard, await readDurations(path));
	return {cases: mine, shard: {part: `${shard.index}/${shard.count}`, plan}};
}
