import type {Measured} from '../../native.ts';
import {median} from '../median.ts';
import {dropCaches, readDisk} from './caches.ts';
import {onSlowDisk} from './slow-disk.ts';
import type {Stage} from './stage.ts';

/** The first after a mount allocates what the others find, so it is not counted. */
const coldPasses = 10;
/** So many that one tick of the clock more or less is not seen. */
const warmPasses = 20;

/**
 * What takes less than some hundred ticks of the clock is counted again and again, to repeat from guest to guest: `METRIC-cold`
 * is the median after `drop`, `METRIC-cold-requests` what the disk was asked for, `METRIC-warm` the mean.
 */
export async function countPasses(
	stage: Stage,
	metric: string,
	drop: 'everything' | 'pages',
	run: () => Measured,
): Promise<void> {
	const {device} = stage;
	const cold: number[] = [];
	let requests = 0;
	run();
	for (let pass = 0; pass < coldPasses; pass++) {
		await dropCaches(drop);
		const before = device === undefined ? 0 : readDisk(device).requests;
		const measure = () => stage.measure(`${metric}-cold`, run);
		const {ns} = device === undefined ? measure() : onSlowDisk(device, measure);
		if (device !== undefined) requests = readDisk(device).requests - before;
		if (pass > 0) cold.push(Number(ns));
	}
	stage.report(`${metric}-cold`, median(cold));
	if (device !== undefined) stage.report(`${metric}-cold-requests`, requests);
	stage.count(`${metric}-warm`, () => meanOf(warmPasses, run));
}

function meanOf(passes: number, run: () => Measured): Measured {
	let [ns, count] = [0n, 0];
	for (let pass = 0; pass < passes; pass++) {
		const measured = run();
		ns += measured.ns;
		count += measured.count;
	}
	return {ns: ns / BigInt(passes), count: count / passes};
}
