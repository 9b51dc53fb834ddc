import type {Draw} from './draw.ts';
import {expand, type Shape} from './shape.ts';

/** How often a plan is begun anew because no directory was left that fitted. */
const attempts = 1000;

/**
 * How many entries each directory has, by depth: `plan[d]` are those of the directories at depth d, such that they have
 * the shape's sizes, and their entries are as many as the shape has at depth d + 1. Throws an Error where none is found.
 */
export function planDirectories(shape: Shape, draw: Draw): readonly (readonly number[])[] {
	const counts = childCounts(shape, draw);
	for (let attempt = 0; attempt < attempts; attempt++) {
		const plan = tryPlan(Object.values(shape.depth), counts, draw);
		if (plan !== undefined) return plan.map((directories) => draw.shuffled(directories));
	}
	throw new Error(`no plan of ${counts.length} directories has the entries of the shape at each depth`);
}

function tryPlan(
	entriesAt: readonly number[],
	counts: readonly number[],
	draw: Draw,
): readonly (readonly number[])[] | undefined {
	const left = entriesAt.map((_, depth) => entriesAt[depth + 1] ?? 0);
	const leftAt = (depth: number) => left[depth] ?? 0;
	const plan: number[][] = left.map(() => []);
	const pool = draw.shuffled(counts.filter((count) => count > 0));
	const put = (depth: number, index: number) => {
		const [count = 0] = pool.splice(index, 1);
		plan[depth]?.push(count);
		left[depth] = leftAt(depth) - count;
	};
	const largestFitting = (room: number) => {
		let best = -1;
		for (const [index, count] of pool.entries()) if (count <= room && count > (pool[best] ?? 0)) best = index;
		return best;
	};

	put(0, pool.indexOf(leftAt(0)));
	// Where few directories must hold many entries they are large ones.
	for (const [depth, entries] of entriesAt.entries())
		while (depth > 0 && (entriesAt[depth + 1] ?? 0) > entries * 100 && leftAt(depth) > 0) {
			const index = largestFitting(leftAt(depth));
			if (index < 0) return undefined;
			put(depth, index);
		}
	// The large ones of the rest go where the most room is, so that none is left over in the end.
	for (const large of pool.filter((count) => count > 128).sort((a, b) => b - a)) {
		const roomiest = left.reduce((best, room, depth) => (room > leftAt(best) ? depth : best), 0);
		put(roomiest, pool.indexOf(large));
	}
	for (let depth = left.length - 1; depth > 0; depth--)
		while (leftAt(depth) > 0) {
			const drawn = draw.integer(pool.length);
			const index = (pool[drawn] ?? 0) <= leftAt(depth) ? drawn : largestFitting(leftAt(depth));
			if (index < 0) return undefined;
			put(depth, index);
		}
	if (pool.length > 0) return undefined;
	// Empty ones take any entry that is no directory yet.
	const free = plan.flatMap((directories, depth) =>
		Array.from({length: Math.max(0, (entriesAt[depth] ?? 0) - directories.length)}, () => depth),
	);
	const empty = counts.filter((count) => count === 0).length;
	for (const depth of draw.shuffled(free).slice(0, empty)) plan[depth]?.push(0);
	return plan.some((directories, depth) => directories.length > (entriesAt[depth] ?? 0)) ? undefined : plan;
}

/** One for each directory; together as many as there are entries below the root. */
function childCounts(shape: Shape, draw: Draw): number[] {
	const bounds = Object.keys(shape.children_per_directory_le).map(Number);
	const lowest = (bound: number) => (bounds[bounds.indexOf(bound) - 1] ?? -1) + 1;
	const given = [...shape.largest_directories].sort((a, b) => a - b);
	const counts: {value: number; low: number; high: number}[] = [];
	for (const [bound, count] of Object.entries(shape.children_per_directory_le)) {
		const [low, high] = [lowest(Number(bound)), Number(bound)];
		const exact = given.filter((value) => value >= low && value <= high);
		for (const value of exact) counts.push({value, low: value, high: value});
		// What is not among the largest is no larger than the least of them.
		const top = Math.min(high, exact[0] ?? high);
		for (let n = exact.length; n < count; n++)
			counts.push({value: low + draw.integer(top - low + 1), low, high: top});
	}
	// The root's entries are known too.
	const root = shape.depth['1'] ?? 0;
	const asRoot = counts.find(({low, high}) => low <= root && root <= high);
	if (asRoot === undefined) throw new Error(`no directory has the ${root} entries of the root`);
	Object.assign(asRoot, {value: root, low: root, high: root});

	settle(counts, shape.entries - 1);
	return counts.map(({value}) => value);
}

/** Moves values within their bounds until they sum up to `total`. */
export function settle(values: {value: number; low: number; high: number}[], total: number): void {
	let missing = total - values.reduce((sum, {value}) => sum + value, 0);
	for (const item of values) {
		const moved = Math.min(Math.max(item.value + missing, item.low), item.high);
		missing -= moved - item.value;
		item.value = moved;
	}
	if (missing !== 0) throw new Error(`the bounds of the shape leave ${missing} of ${total} over`);
}

/** For callers that want a histogram in random order. */
export function drawAll(histogram: Readonly<Record<string, number>>, draw: Draw): string[] {
	return draw.shuffled([...expand(histogram)]);
}
