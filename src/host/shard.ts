import {createHash} from 'node:crypto';
import {UsageError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {Durations} from './durations.ts';

/** The `index`-th of `count` parts, counted from 1. */
export interface Shard {
	readonly index: number;
	readonly count: number;
}

export interface Sharded {
	readonly cases: readonly ListedCase[];
	/** A digest of the whole plan: the shards of one run must show the same, or cases are lost between them. */
	readonly plan: string;
}

export function parseShard(text: string): Shard {
	const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
	const shard = {index: Number(index), count: Number(count)};
	if (!(shard.index >= 1 && shard.index <= shard.count))
		throw new UsageError(`Expected a shard such as 2/4, got '${text}'`);
	return shard;
}

/**
 * Splits cases so that the parts take about the same time: the longest first, each to the part with the least so far. A
 * pure function of ids and durations, so that machines that know the same come to the same plan.
 */
export function splitCases(
	cases: readonly ListedCase[],
	count: number,
	durations: Durations,
): readonly (readonly ListedCase[])[] {
	const known = cases.flatMap(({id}) => durations[id] ?? []).sort((a, b) => a - b);
	const usual = known[Math.floor(known.length / 2)] ?? 1;
	const takes = ({id}: ListedCase) => durations[id] ?? usual;

	const shards = Array.from({length: count}, () => ({cases: [] as ListedCase[], ms: 0}));
	const byLength = [...cases].sort((a, b) => takes(b) - takes(a) || (a.id < b.id ? -1 : 1));
	for (const listed of byLength) {
		const least = shards.reduce((best, shard) =>
			shard.ms < best.ms || (shard.ms === best.ms && shard.cases.length < best.cases.length) ? shard : best,
		);
		least.cases.push(listed);
		least.ms += takes(listed);
	}
	return shards.map((shard) => shard.cases.sort((a, b) => (a.id < b.id ? -1 : 1)));
}

export function takeShard(
	cases: readonly ListedCase[],
	{index, count}: Shard,
	durations: Durations,
): Sharded {
	const shards = splitCases(cases, count, durations);
	const ids = shards.map((shard) => shard.map(({id}) => id));
	const plan = createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 8);
	const mine = shards[index - 1] ?? [];
	if (mine.length > 0) return {cases: mine, plan};
	throw new UsageError(`shard ${index}/${count} holds no case: there are only ${cases.length}`, {
		remedy: `split into at most ${cases.length} shards`,
	});
}
