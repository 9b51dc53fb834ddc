/**
 * The rows of the table: what was measured when the driver's targets were set, in another run with another tree of the
 * same shape, and the most that ours may need. Instructions in millions.
 */
import {contentRows} from './content-rows.ts';
import type {InputSource} from './input.ts';
import type {ContestantName} from './plan.ts';
import {verityRows} from './verity-rows.ts';

export interface Row {
	readonly metric: string;
	readonly title: string;
	readonly unit: 'Minsn' | 'insn' | 'ms' | 'ns' | 'MiB' | 'KiB' | 'bytes' | 'requests';
	/** Other contestants then. */
	readonly known: Readonly<Partial<Record<ContestantName | 'driver of 2023', number>>>;
	/** Of composefs; absent where none was set. */
	readonly most?: number;
	/** The target is this times what tmpfs needs in the same run. */
	readonly mostOfTmpfs?: number;
}

/** What all that is known was measured on. */
export const knownShape = 'cs9-developer';

const rows: readonly Row[] = [
	{
		metric: 'walk-cold',
		title: 'ls -lR, cold',
		unit: 'Minsn',
		// The one of erofs-overlay, 3034, was with ACLs.
		known: {'driver of 2023': 1549, erofs: 1490},
		most: 1270,
	},
	{
		metric: 'walk-warm',
		title: 'ls -lR, warm',
		unit: 'Minsn',
		known: {'driver of 2023': 1003, erofs: 1008, 'erofs-overlay': 1310, tmpfs: 1008},
		most: 1003,
	},
	{
		metric: 'walk-acl-cold',
		title: 'ls -lR with ACLs, cold',
		unit: 'Minsn',
		known: {'erofs-overlay': 3034},
	},
	{
		metric: 'walk-acl-warm',
		title: 'ls -lR with ACLs, warm',
		unit: 'Minsn',
		known: {'erofs-overlay': 1845, tmpfs: 1428, ext4: 1545},
		most: 1425,
	},
	{
		metric: 'getdents-cold',
		title: 'getdents alone, cold',
		unit: 'Minsn',
		known: {'driver of 2023': 185, erofs: 205, 'erofs-overlay': 315, tmpfs: 112},
		most: 150,
	},
	{
		metric: 'stat-dropped',
		title: 'statx of random paths, dcache dropped',
		unit: 'Minsn',
		known: {'driver of 2023': 298, erofs: 220, 'erofs-overlay': 485, tmpfs: 119},
		most: 190,
	},
	{
		metric: 'absent-dropped',
		title: 'absent names, dcache dropped',
		unit: 'Minsn',
		known: {'driver of 2023': 46, erofs: 37, 'erofs-overlay': 67, tmpfs: 35},
		most: 37,
	},
	{
		metric: 'open-dropped',
		title: 'open, read 4 KiB, close, dcache dropped',
		unit: 'Minsn',
		// Not of ext4: what was known, 99 and 18.8 when warm, is opening the objects themselves, not files of a deep tree.
		known: {'driver of 2023': 121, 'erofs-overlay': 146, tmpfs: 19},
		most: 100,
	},
	{
		metric: 'open-warm',
		title: 'open, read 4 KiB, close, warm',
		unit: 'Minsn',
		known: {'driver of 2023': 31.5, 'erofs-overlay': 27.9, tmpfs: 18.3},
		most: 25,
	},
	{metric: 'link-warm', title: 'stat through a link, warm', unit: 'Minsn', known: {}, mostOfTmpfs: 1.05},
	{
		metric: 'mount-cold',
		title: 'mount, image cold',
		unit: 'Minsn',
		known: {'driver of 2023': 0.35, erofs: 0.4, 'erofs-overlay': 0.46, tmpfs: 0.05},
		most: 0.25,
	},
	{metric: 'mount-cold-requests', title: 'disk requests of a cold mount', unit: 'requests', known: {}},
	{
		metric: 'mount-warm',
		title: 'mount, image warm',
		unit: 'Minsn',
		known: {'driver of 2023': 0.04, erofs: 0.09, 'erofs-overlay': 0.14},
		most: 0.04,
	},
	{
		metric: 'unmount',
		title: 'unmount after the walk',
		unit: 'Minsn',
		known: {'driver of 2023': 129, erofs: 167, 'erofs-overlay': 326, tmpfs: 161},
		most: 120,
	},
	{
		metric: 'walk-slab',
		title: 'slab grown by the walk',
		unit: 'MiB',
		known: {'driver of 2023': 66, erofs: 62, 'erofs-overlay': 132, tmpfs: 68},
		most: 60,
	},
	{
		metric: 'walk-bytes-per-entry',
		title: 'memory per entry, page cache included',
		unit: 'bytes',
		known: {'driver of 2023': 1250, erofs: 1737, 'erofs-overlay': 2871, tmpfs: 1360},
		most: 1150,
	},
	{
		metric: 'walk-cold-requests',
		title: 'disk requests of a cold walk',
		unit: 'requests',
		known: {'driver of 2023': 1611, erofs: 2229, 'erofs-overlay': 2286},
		most: 110,
	},
	{metric: 'walk-cold-bytes', title: 'read from disk by a cold walk', unit: 'MiB', known: {}},
	{
		metric: 'deep-requests',
		title: 'disk requests of a cold stat six deep',
		unit: 'requests',
		known: {},
		most: 12,
	},
	{
		metric: 'deep-bytes',
		title: 'read from disk by a cold stat six deep',
		unit: 'KiB',
		known: {},
		most: 512,
	},
	...contentRows,
	...verityRows,
];

/** The rows for a tree of this name. Only ratios of the same run hold for generated trees of any shape; of what was named nothing is judged. */
export function rowsFor(name: string, kind: InputSource['kind'] = 'shape'): readonly Row[] {
	if (name === knownShape) return rows;
	return rows.map(({most: _most, mostOfTmpfs, ...row}) => ({
		...row,
		known: {},
		...(kind === 'shape' && mostOfTmpfs !== undefined && {mostOfTmpfs}),
	}));
}

/** What the instructions of a row are where processor time is measured, in the same columns. */
const units: Readonly<Partial<Record<Row['unit'], Row['unit']>>> = {Minsn: 'ms', insn: 'ns'};

/** The same rows where processor time is measured, for which no targets were set. */
export function timed(rows: readonly Row[]): readonly Row[] {
	return rows.map((row) => {
		const unit = units[row.unit];
		if (unit === undefined) return row;
		const {most: _most, mostOfTmpfs: _mostOfTmpfs, ...others} = row;
		return {...others, unit, known: {}};
	});
}

const divisors = {
	Minsn: 1e6,
	insn: 1,
	ms: 1e6,
	ns: 1,
	MiB: 2 ** 20,
	KiB: 1024,
	bytes: 1,
	requests: 1,
} as const;

/** A sample in the unit of its row. */
export function inUnit({unit}: Row, value: number): number {
	return value / divisors[unit];
}
