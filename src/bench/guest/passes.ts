import type {Measured} from '../../native.ts';
import {median} from '../median.ts';
import {dropCaches, readDisk} from './caches.ts';
import type {Stage} from './stage.ts';

/** The first after a mount allocates what the others find, so it is not counted. */
const coldPasses = 10;
/** So many that one tick of the clock more or less is not seen. */
const warmPasses = 20;

/**
 * What takes less than some hundred ticks of the clock is counted again and again, to repeat from guest to guest: `METRIC-cold`
 * is the median after `drop`, `METRIC-cold-requests` that of what the disk was asked for, `METRIC-warm` the mean.
 */
export async function countPasses(
	stage: Stage,
	metric: string,
	drop: 'everything' | 'pages',
	run: () => Measured,
	undo: () => void = () => {},
): Promise<void> {
	const requests = await countDropped(stage, `${metric}-cold`, drop, run, undo);
	if (requests !== undefined) stage.report(`${metric}-cold-requests`, requests);
	stage.count(`${metric}-warm`, () => meanOf(warmPasses, run, undo));
}

/** `metric` is the median after `drop`. Gives the median of what the disk was asked for, of a contestant that has one. */
export async function countDropped(
	stage: Stage,
	metric: string,
	drop: 'everything' | 'names' | 'pages',
	run: () => Measured,
	undo: () => void = () => {},
): Promise<number | undefined> {
	const {device} = stage;
	const counted: number[] = [];
	const requests: number[] = [];
	run();
	undo();
	for (let pass = 0; pass < coldPasses; pass++) {
		await dropCaches(drop);
		const before = device === undefined ? 0 : readDisk(device).requests;
		const {ns} = stage.measure(metric, run);
		const after = device === undefined ? 0 : readDisk(device).requests;
		undo();
		if (pass === 0) continue;
		counted.push(Number(ns));
		requests.push(after - before);
	}
	stage.report(metric, median(counted));
	return device === undefined ? undefined : median(requests);
}

function meanOf(passes: number, run: () => Measured, undo: () => void): Measured {
	let [ns, count] = [0n, 0];
	for (let pass = 0; pass < passes; pass++) {
		const measured = run();
		undo();
		ns += measured.ns;
		count += measured.count;
	}
	return {ns: ns / BigInt(passes), count: count / passes};
}
