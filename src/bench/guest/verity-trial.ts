import {loadNative, type Measured, type SyscallError} from '../../native.ts';
import {median} from '../median.ts';
import {verityPolicies, verityPolicyNames} from '../verity-policies.ts';
import {dropCaches, readDisk} from './caches.ts';
import type {Stage} from './stage.ts';
import {workersTime} from './workers.ts';

const passes = 5;
/** Hashing is much to emulate: of the files that are read whole these are enough. */
const mostRead = 50;
const pageBytes = 4096;
const sequentialBytes = 128 * 1024;

/** What was measured, and how many opens or pages it was. */
interface Counted {
	readonly measured: Measured;
	readonly things: number;
}

/**
 * What the verification of objects costs, with the policies of both sides: for each open, in the instructions of one, and for each
 * page that is read. The digest of an object is compared when it is opened; a page is hashed when it comes from the disk.
 */
export async function verityTrial(stage: Stage): Promise<void> {
	if (!stage.contestant.checksObjects) return;
	const opened = stage.paths('opened', 'verity');
	const read = firstPaths(stage.paths('read-64k', 'verity, of what is cold or read'), mostRead);
	if (opened.length === 0) return;
	await proveChecks(stage, opened);
	const native = loadNative();
	const open = (paths: Buffer) => (): Counted => ({
		measured: stage.withRoot((root) => native.readPaths(root, paths, pageBytes)),
		things: countPaths(paths),
	});
	const readAll = (): Counted => {
		const measured = stage.withRoot((root) => native.readWhole(root, read, sequentialBytes));
		return {measured, things: Math.ceil(measured.count / pageBytes)};
	};
	for (const name of verityPolicyNames) {
		const metric = (what: string) => `verity-${name}-${what}`;
		await stage.setUp({acls: false, policy: verityPolicies[name]});
		await countDropped(stage, metric('open-dropped'), 'names', open(opened));
		countWarm(stage, metric('open-warm'), open(opened));
		if (read.length > 0) {
			await countDropped(stage, metric('first-cold'), 'everything', open(read));
			await countDropped(stage, metric('read-cold'), 'pages', readAll);
			countWarm(stage, metric('read-warm'), readAll);
		}
		stage.tearDown();
	}
}

/** What must be verified is refused where it can't be: else nothing was checked in what is measured. */
async function proveChecks(stage: Stage, paths: Buffer): Promise<void> {
	await stage.setUp({acls: false, policy: {objects: 'plain', check: 'require'}});
	let code: string | undefined;
	try {
		stage.withRoot((root) => loadNative().readPaths(root, firstPaths(paths, 1), pageBytes));
	} catch (error) {
		({code} = error as SyscallError);
	}
	if (code !== 'EIO')
		throw new Error(`Expected EIO for an object without fs-verity, got ${code ?? 'its content'}`);
	stage.tearDown();
}

/**
 * The medians after a drop of the caches, in the calling thread and, where the disk is read, in kworkers, of each of so many
 * things that were done.
 */
async function countDropped(
	stage: Stage,
	metric: string,
	drop: Parameters<typeof dropCaches>[0],
	run: () => Counted,
): Promise<void> {
	const device = drop === 'names' ? undefined : stage.device;
	const [counted, inWorkers]: [number[], number[]] = [[], []];
	let requests = 0;
	run();
	for (let pass = 0; pass <= passes; pass++) {
		await dropCaches(drop);
		const before = device === undefined ? 0 : readDisk(device).requests;
		let things = 1;
		const begun = workersTime();
		const {ns} = stage.measure(metric, () => {
			const found = run();
			things = found.things;
			return found.measured;
		});
		const workers = workersTime() - begun;
		if (device !== undefined) requests = readDisk(device).requests - before;
		// The first allocates what the others find.
		if (pass === 0) continue;
		counted.push(Number(ns) / things);
		inWorkers.push(workers / things);
	}
	stage.report(metric, median(counted));
	if (device === undefined) return;
	stage.report(`${metric}-workers`, median(inWorkers));
	stage.report(`${metric}-requests`, requests);
}

function countWarm(stage: Stage, metric: string, run: () => Counted): void {
	run();
	const counted = Array.from({length: passes}, () => {
		let things = 1;
		const {ns} = stage.measure(metric, () => {
			const found = run();
			things = found.things;
			return found.measured;
		});
		return Number(ns) / things;
	});
	stage.report(metric, median(counted));
}

function countPaths(paths: Buffer): number {
	return paths.filter((byte) => byte === 0).length;
}

/** Of paths with a NUL byte behind each. */
function firstPaths(paths: Buffer, most: number): Buffer {
	let end = 0;
	for (let n = 0; n < most && end < paths.length; n++) end = paths.indexOf(0, end) + 1;
	return paths.subarray(0, end);
}
