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
}

/** More than this is growth. */
const flatWithin = 0.1;

/** How much more than at any smaller count it costs at a larger one, at most: 0.1 for a tenth; 0 where it only falls. */
export function growthOf(points: readonly Point[]): number {
	let [least, growth] = [Number.POSITIVE_INFINITY, 0];
	for (const [, value] of points) {
		if (value > least) growth = Math.max(growth, least <= 0 ? Number.POSITIVE_INFINITY : value / least - 1);
		least = Math.min(least, value);
	}
	return growth;
}

export function verdictOf({points, judged}: Series): 'flat' | 'grows' | undefined {
	if (!judged || points.length < 2) return undefined;
	return growthOf(points) <= flatWithin ? 'flat' : 'grows';
}
