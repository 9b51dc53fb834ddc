import type {ContestantName} from '../plan.ts';

/** How much of something grows, and what one of it costs then. */
export type Point = readonly [count: number, value: number];

/** One figure of one contestant, while something grows. */
export interface Series {
	readonly title: string;
	/** Instructions, or bytes of memory or of a disk. */
	readonly unit: 'insn' | 'bytes';
	readonly contestant: ContestantName;
	/** Ascending. */
	readonly points: readonly Point[];
	/** Whether it should not grow; else it is told. */
	readonly judged: boolean;
	/** It is what another series of the same has beyond that of this one. */
	readonly beyond?: ContestantName;
}

/** More than this is growth. */
const flatWithin = 0.1;

/**
 * How much more it costs at the largest count than at the cheapest of the smaller ones: 0.1 for a tenth; 0 where it costs no
 * more. What is dearer in between is a matter of a cache that had to be filled or emptied there, and stands in the table.
 */
export function growthOf(points: readonly Point[]): number {
	const values = points.map(([, value]) => value);
	const [last, least] = [values.at(-1) ?? 0, Math.min(...values)];
	if (last <= least) return 0;
	return least <= 0 ? Number.POSITIVE_INFINITY : last / least - 1;
}

export function verdictOf({points, judged}: Series): 'flat' | 'grows' | undefined {
	if (!judged || points.length < 2) return undefined;
	return growthOf(points) <= flatWithin ? 'flat' : 'grows';
}
