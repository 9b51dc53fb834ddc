import {type Directory, directory} from '../../image/tree.ts';
import {seededDraw} from '../draw.ts';
import {usualSeed} from '../generate-tree.ts';
import {loadShape} from '../load-shape.ts';
import type {ContestantName, Sample, TrialName} from '../plan.ts';
import {scaleTree} from '../scale-tree.ts';
import {drawPaths, type TreePaths} from '../tree-paths.ts';
import type {Point, Series} from './series.ts';

/** A tree of 300 entries beside itself so many times: a thousand entries, ten thousand, and so on. */
export const entryScales = [3, 33, 333, 3333] as const;

/** So many are below the directories that hold a small tree each, with those. */
export function entriesOf(scale: number): number {
	return scale * smallEntries;
}

const smallEntries = loadShape('small').entries;

/** Whose trees are measured: both read an image from a disk. */
export const entryContestants: readonly ContestantName[] = ['composefs', 'erofs', 'erofs-overlay'];

/** `mkfs.erofs` has to be run in a guest, where it takes minutes for these, and hours for ten times as many. */
const mostForErofs = 200_000;

/** Why a contestant is not measured at a scale; undefined where it is. */
export function whyTooMany(contestant: ContestantName, scale: number): string | undefined {
	if (contestant === 'composefs' || entriesOf(scale) <= mostForErofs) return undefined;
	return `mkfs.erofs is run in an emulated guest, of at most ${mostForErofs.toLocaleString('en-US')} entries`;
}

/** Trials that open no file. */
export const entryTrials: readonly TrialName[] = ['mount', 'getdents', 'stat', 'absent', 'walk'];

/** As many as give no more paths than a trial has of any tree. */
const mostSampled = 66;

/**
 * The tree, and the paths that are looked up at random: of whole small trees within it, so that as many names are in each
 * directory, and as many directories on the way, whatever the scale.
 */
export function entryTree(scale: number): {readonly tree: Directory; readonly paths: TreePaths} {
	const tree = scaleTree(loadShape('small'), usualSeed, scale);
	const chosen = seededDraw(usualSeed).shuffled(tree.entries).slice(0, mostSampled);
	const sample = directory(Object.fromEntries(chosen.map(({name, inode}) => [name.toString(), inode])));
	return {tree, paths: drawPaths(sample)};
}

interface Figure {
	readonly title: string;
	readonly metric: string;
	readonly unit: Series['unit'];
	/** Of each thing that was counted; or of all, or a sample that is of each already. */
	readonly of: 'each' | 'all';
	/** Told, not judged: it is of the whole tree. */
	readonly told?: boolean;
	/** Only from so many entries on. */
	readonly from?: number;
}

const figures: readonly Figure[] = [
	{title: 'ls -lR, cold, an entry', metric: 'walk-cold', unit: 'insn', of: 'each'},
	{title: 'ls -lR, warm, an entry', metric: 'walk-warm', unit: 'insn', of: 'each'},
	{title: 'getdents, cold, an entry', metric: 'getdents-cold', unit: 'insn', of: 'each'},
	{title: 'statx, dcache dropped, a path', metric: 'stat-dropped', unit: 'insn', of: 'each'},
	{title: 'absent, dcache dropped, a name', metric: 'absent-dropped', unit: 'insn', of: 'each'},
	// A mount reads the root directory, which has a name for each of the small trees.
	{title: 'mount, image cold', metric: 'mount-cold', unit: 'insn', of: 'all', told: true},
	{title: 'mount, image warm', metric: 'mount-warm', unit: 'insn', of: 'all'},
	// Memory comes in pages of many objects, and some are there from before: what a few take is no measure.
	{title: 'memory, an entry', metric: 'walk-bytes-per-entry', unit: 'bytes', of: 'all', from: 5_000},
];

/** What the samples at each scale show. The number of entries is that of the walk. */
export function entrySeries(contestant: ContestantName, scales: readonly (readonly Sample[])[]): Series[] {
	return figures.map(({title, metric, unit, of, told = false, from = 0}) => ({
		title,
		unit,
		contestant,
		judged: !told,
		points: scales.flatMap((samples): Point[] => {
			const entries = samples.find((sample) => sample.metric === 'walk-cold')?.times;
			const found = samples.find((sample) => sample.metric === metric);
			if (entries === undefined || found === undefined || entries < from) return [];
			return [[entries, of === 'all' ? found.value : found.value / (found.times ?? 1)]];
		}),
	}));
}
