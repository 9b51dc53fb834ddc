import {closeSync, lstatSync, openSync} from 'node:fs';
import {BenchError} from '../errors.ts';
import {loadNative, type SyscallError} from '../native.ts';
import type {ProgressListener} from '../result/progress.ts';
import {digestListed} from './digest-file.ts';
import {Jobs} from './jobs.ts';
import {listStore, type StoreListing} from './list-store.ts';
import {isUnchanged, reading} from './source.ts';

/** Something of a store that is not as it should be. */
export interface StoreFinding {
	/** Relative to the store. */
	readonly path: string;
	/**
	 * `digest`: the content is not what the name says. `unreadable`: nobody can tell. `mode`: others may write it, or it is
	 * setuid. `verity`: fs-verity is off; `other-verity`: it has another digest, so a kernel refuses the file. `temporary`: of a writer that was killed, or is at work.
	 * `foreign`: no object.
	 */
	readonly fault: 'digest' | 'unreadable' | 'mode' | 'verity' | 'other-verity' | 'temporary' | 'foreign';
	/** What was expected, and what was found. */
	readonly detail: string;
}

export interface VerifyStoreOptions {
	/** How many objects are digested side by side. */
	readonly threads: number;
	/** Whether every object must have fs-verity. Default false. */
	readonly verity?: boolean;
	readonly progress?: ProgressListener;
	readonly signal?: AbortSignal;
}

export interface StoreVerification {
	readonly objects: number;
	readonly bytes: bigint;
	/** Objects that could have fs-verity, and have not. */
	readonly withoutVerity: number;
	/** In the order of their paths. */
	readonly findings: readonly StoreFinding[];
}

const step = 'verify';
const writableOrSpecial = 0o7022n;

/** Reads every object of a store and compares it with its name. Objects that come or go meanwhile are left out. */
export async function verifyStore(
	directory: string,
	{threads, verity = false, progress = () => {}, signal}: VerifyStoreOptions,
): Promise<StoreVerification> {
	const {objects, temporaries, foreign} = listStore(directory);
	const findings: StoreFinding[] = [
		...temporaries.map((path) => finding(path, 'temporary', 'expected none while no writer is at work')),
		...foreign.map((path) =>
			finding(path, 'foreign', 'expected ab/cdef..., 64 hexadecimal digits, a regular file'),
		),
	];
	const start = performance.now();
	let [done, bytes, withoutVerity] = [0, 0n, 0];
	await using jobs = new Jobs(threads);
	progress({type: 'step-started', step});
	for (const object of objects)
		await jobs.add(async () => {
			signal?.throwIfAborted();
			const looked = await lookAt(object, verity, signal);
			findings.push(...looked.found);
			if (looked.verity === 'off') withoutVerity++;
			bytes += object.stats.size;
			progress({type: 'step-advanced', step, done: ++done, total: objects.length});
		});
	await jobs.done();
	progress({type: 'step-finished', step, ms: performance.now() - start});
	findings.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
	return {objects: objects.length, bytes, withoutVerity, findings};
}

function finding(path: string, fault: StoreFinding['fault'], detail: string): StoreFinding {
	return {path, fault, detail};
}

type Verity = 'on' | 'off' | 'impossible';

interface Look {
	readonly found: readonly StoreFinding[];
	readonly verity: Verity;
}

/** A file whose writer is about to give it its last touch is looked at so often. */
const looks = 5;

async function lookAt(
	object: StoreListing['objects'][number],
	verity: boolean,
	signal: AbortSignal | undefined,
	left = looks,
): Promise<Look> {
	const {path, digest, file, stats} = object;
	const found: StoreFinding[] = [];
	if ((stats.mode & writableOrSpecial) !== 0n)
		found.push(finding(path, 'mode', `expected at most 0755, got 0${(stats.mode & 0o7777n).toString(8)}`));
	try {
		const got = await digestListed(object, signal);
		const {state, measured} = verityOf(file);
		// What is damaged is replaced or moved, whatever its fs-verity.
		if (got !== digest) found.push(finding(path, 'digest', `expected its name, got ${got}`));
		else if (verity && state !== 'on') found.push(finding(path, 'verity', 'expected fs-verity, got none'));
		else if (state === 'on' && measured !== digest)
			found.push(
				finding(path, 'other-verity', `expected fs-verity with its name as digest, got ${measured}`),
			);
		return {found, verity: state};
	} catch (error) {
		signal?.throwIfAborted();
		if (!(error instanceof BenchError)) throw error;
		const now = lstatSync(file, {bigint: true, throwIfNoEntry: false});
		if (now === undefined) return {found: [], verity: 'impossible'};
		if (left > 1 && !isUnchanged(stats, now))
			return lookAt({...object, stats: now}, verity, signal, left - 1);
		return {found: [...found, finding(path, 'unreadable', error.message)], verity: 'impossible'};
	}
}

function verityOf(file: Buffer): {readonly state: Verity; readonly measured?: string} {
	const fd = reading(file, () => openSync(file, 'r'));
	try {
		return {state: 'on', measured: loadNative().fsverityMeasure(fd).digest.toString('hex')};
	} catch (error) {
		const {code} = error as SyscallError;
		if (code === 'ENODATA') return {state: 'off'};
		if (code === 'ENOTSUP' || code === 'ENOTTY') return {state: 'impossible'};
		throw error;
	} finally {
		closeSync(fd);
	}
}
