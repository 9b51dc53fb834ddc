import type {ContestantName} from '../plan.ts';
import type {Point, Series} from './series.ts';

/** So many mounts of one image are there at once. */
export const mountCounts = [1, 10, 100, 1000] as const;

/** Whose mounts make a filesystem each: of ext4 the kernel mounts the same one again. */
export const mountedOften: readonly ContestantName[] = ['composefs', 'erofs', 'erofs-overlay', 'tmpfs'];

/** Whose mount is a superblock with an empty root and nothing more: what the VFS takes for any. */
const emptySuperblock: ContestantName = 'tmpfs';

/** `mount` and `unmount` in instructions of the n-th, the others in bytes of all n. */
type Kind = 'mount' | 'unmount' | 'memory' | 'cached';

/** Samples of one contestant by name. */
export type MountSamples = ReadonlyMap<string, number>;

/** The name of a sample. */
export function mountMetric(kind: Kind, count: number): string {
	return `${kind}@${count}`;
}

const figures = [
	{kind: 'mount', title: 'the n-th mount', unit: 'insn'},
	{kind: 'unmount', title: 'the n-th unmount', unit: 'insn'},
	{kind: 'memory', title: 'kernel memory, each', unit: 'bytes'},
] as const;

/**
 * What the samples show. The kernel takes more instructions for later superblocks than for the first ones, so what must stay
 * flat is what a mount takes beyond an empty one; and nothing may be added to the page cache.
 */
export function mountSeries(samples: ReadonlyMap<ContestantName, MountSamples>): Series[] {
	const empty = samples.get(emptySuperblock);
	const series: Series[] = [];
	for (const {kind, title, unit} of figures) {
		for (const [contestant, own] of samples)
			series.push({title, unit, contestant, points: pointsOf(kind, own), judged: kind === 'memory'});
		if (empty === undefined) continue;
		const base = new Map(pointsOf(kind, empty));
		for (const [contestant, own] of samples) {
			if (contestant === emptySuperblock) continue;
			const points = pointsOf(kind, own).map(([n, value]): Point => [n, value - (base.get(n) ?? Number.NaN)]);
			series.push({
				title: `${title}, beyond ${emptySuperblock}`,
				unit,
				contestant,
				points,
				judged: kind !== 'memory',
				beyond: emptySuperblock,
			});
		}
	}
	for (const [contestant, own] of samples)
		series.push({
			title: 'page cache, all',
			unit: 'bytes',
			contestant,
			points: pointsOf('cached', own),
			judged: true,
		});
	return series;
}

function pointsOf(kind: Kind, samples: MountSamples): Point[] {
	return mountCounts.flatMap((count): Point[] => {
		const value = samples.get(mountMetric(kind, count));
		if (value === undefined) return [];
		if (kind !== 'memory') return [[count, value]];
		// Memory comes in pages of many objects: what a few take is no measure.
		return count < 100 ? [] : [[count, value / count]];
	});
}
