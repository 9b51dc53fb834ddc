import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import {openCaseGuest} from '../host/case-guest.ts';
import {PlaceDecoder} from '../host/decode-places.ts';
import {StackMapper} from '../host/source-map.ts';
import type {RunEvent} from '../result/events.ts';
import type {Instance, InstanceOptions} from '../vm/interfaces.ts';
import type {BenchDisks} from './bench-disks.ts';
import type {BenchMachine} from './bench-machine.ts';
import {dataExtents} from './extents.ts';
import {outcomeText} from './outcome-text.ts';
import {
	type BenchMessage,
	decodeMessage,
	diskOfContestant,
	encodePlan,
	type Plan,
	type Sample,
} from './plan.ts';
import {type Place, Sampler} from './profile.ts';
import type {MemoryOf} from './slabs.ts';
import {SymbolTable} from './symbols.ts';
import type {ListName} from './tree-paths.ts';

export interface GuestOptions {
	readonly bench: BenchMachine;
	/** A directory of the run for what lives as long as a guest. */
	readonly work: string;
	/** Where the consoles are kept. */
	readonly records: string;
	readonly signal: AbortSignal;
}

/** Where the processor was while one metric was counted. */
export interface Profile {
	readonly places: readonly Place[];
	readonly symbols: SymbolTable;
}

export interface MeasureOptions extends GuestOptions {
	readonly disks: Pick<BenchDisks, 'store'> & Partial<BenchDisks>;
	/** What runs the plan. Default: its trials. */
	readonly runs?: 'contestant' | 'mounts';
	readonly onSample: (sample: Sample) => void;
	/** So many paths are in a list; where there are none, `what` is not measured. */
	readonly onDrawn?: (what: string, list: ListName, count: number) => void;
	readonly onMemory?: (memory: MemoryOf) => void;
}

/** The data of a disk that a guest of 1 GiB has room for beside Node and what the trials read. */
const mostInMemory = 400 * 2 ** 20;

/**
 * Runs a plan in a fresh guest, and gives the profile that it asks for. Throws an InfraError where it does not come to its
 * end, or the kernel complains.
 */
export async function measure(
	plan: Omit<Plan, 'extents'>,
	options: MeasureOptions,
): Promise<Profile | undefined> {
	const {disks, work, runs = 'contestant', onSample, onDrawn, onMemory} = options;
	const directory = await mkdtemp(join(work, 'plan-'));
	let sampler: Sampler | undefined;
	let symbols = '';
	const hear = (message: BenchMessage) => {
		switch (message.type) {
			case 'sample':
				return onSample(message);
			case 'drawn':
				return onDrawn?.(message.what, message.list, message.count);
			case 'memory':
				return onMemory?.(message.memory);
			case 'profile-starts':
				return sampler?.start();
			case 'profile-ends':
				return sampler?.stop();
			case 'symbols':
				symbols = message.packed;
		}
	};
	try {
		const planDisk = join(directory, 'plan.img');
		await writeFile(
			planDisk,
			encodePlan({...plan, ...inMemory(disks[diskOfContestant[plan.contestant] ?? 'store'])}),
		);
		await runInGuest(runs, {
			...options,
			disks: {
				second: {path: planDisk},
				store: {path: disks.store},
				...(disks.scratch !== undefined && {scratch: {path: disks.scratch}}),
			},
			onLog: (line) => {
				const message = decodeMessage(line);
				if (message !== undefined) hear(message);
			},
			...(plan.profile !== undefined && {
				onInstance: (instance) => {
					sampler = new Sampler(instance);
				},
			}),
		});
	} finally {
		sampler?.stop();
		await rm(directory, {recursive: true, force: true});
	}
	return sampler === undefined ? undefined : {places: sampler.places, symbols: new SymbolTable(symbols)};
}

/** Puts the EROFS image on a store disk, or enables fs-verity of the objects that are to have it. */
export async function finishStore(
	name: 'make-erofs' | 'seal-objects',
	store: string,
	options: GuestOptions,
): Promise<void> {
	await runInGuest(name, {
		...options,
		disks: {store: {path: store, writes: 'keep'}},
		onLog: () => {},
	});
}

/** Lays the tree of a store's image out on an empty disk. */
export async function layOut(scratch: string, store: string, options: GuestOptions): Promise<void> {
	await runInGuest('lay-out', {
		...options,
		disks: {store: {path: store}, scratch: {path: scratch, writes: 'keep'}},
		onLog: () => {},
	});
}

/** What of a disk is copied into the guest's memory. */
function inMemory(disk: string | undefined): Pick<Plan, 'extents'> {
	if (disk === undefined) return {};
	const extents = dataExtents(disk);
	const bytes = extents.reduce((sum, [start, end]) => sum + end - start, 0);
	return bytes > mostInMemory ? {} : {extents};
}

interface RunOptions extends GuestOptions {
	readonly disks: InstanceOptions['disks'];
	readonly onLog: (line: string) => void;
	/** Called before the case's first step. */
	readonly onInstance?: (instance: Instance) => void;
}

async function runInGuest(name: keyof BenchMachine['cases'], options: RunOptions): Promise<void> {
	const {bench, disks, work, records, signal, onLog, onInstance} = options;
	const guest = await openCaseGuest({
		machine: bench.machine,
		start: 'restore' as const,
		disks: {payload: {path: bench.payload}, ...disks},
		work,
		caseDirectory: () => records,
		seed: 'composefs-bench',
		mapper: new StackMapper(bench.agent, bench.bundles),
		decoder: new PlaceDecoder({modules: bench.debugModules, compiledIn: bench.machine.kernel.headers}),
		debugModules: bench.debugModules,
		isExpected: () => false,
		...(onInstance !== undefined && {
			debugging: {onLoaded: async ({instance}: {readonly instance: Instance}) => onInstance(instance)},
		}),
		guest: 1,
		signal,
		emit: (event: RunEvent) => event.type === 'case-log' && onLog(event.line),
	});
	try {
		const {result} = await guest.run(bench.cases[name], false);
		if (result.outcome.kind === 'passed') return;
		throw new InfraError(`${bench.cases[name].title}: ${outcomeText(result.outcome)}`, {
			detail: [...result.console.lines, `console: ${result.console.path}`].join('\n'),
		});
	} finally {
		await guest.close();
	}
}
