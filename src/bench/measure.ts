import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import {openCaseGuest} from '../host/case-guest.ts';
import {PlaceDecoder} from '../host/decode-places.ts';
import {StackMapper} from '../host/source-map.ts';
import type {RunEvent} from '../result/events.ts';
import type {InstanceOptions} from '../vm/interfaces.ts';
import type {BenchDisks} from './bench-disks.ts';
import type {BenchMachine} from './bench-machine.ts';
import {outcomeText} from './outcome-text.ts';
import {decodeSample, encodePlan, type Plan, type Sample} from './plan.ts';

export interface GuestOptions {
	readonly bench: BenchMachine;
	/** A directory of the run for what lives as long as a guest. */
	readonly work: string;
	/** Where the consoles are kept. */
	readonly records: string;
	readonly signal: AbortSignal;
}

export interface MeasureOptions extends GuestOptions {
	readonly disks: BenchDisks;
	readonly onSample: (sample: Sample) => void;
}

/** Runs a plan in a fresh guest. Throws an InfraError where it does not come to its end, or the kernel complains. */
export async function measure(plan: Plan, options: MeasureOptions): Promise<void> {
	const {disks, work, onSample} = options;
	const directory = await mkdtemp(join(work, 'plan-'));
	try {
		const planDisk = join(directory, 'plan.img');
		await writeFile(planDisk, encodePlan(plan));
		await runInGuest('contestant', {
			...options,
			disks: {second: {path: planDisk}, store: {path: disks.store}, scratch: {path: disks.scratch}},
			onLog: (line) => {
				const sample = decodeSample(line);
				if (sample !== undefined) onSample(sample);
			},
		});
	} finally {
		await rm(directory, {recursive: true, force: true});
	}
}

/** Puts the EROFS image on a store disk. */
export async function makeErofs(store: string, options: GuestOptions): Promise<void> {
	await runInGuest('make-erofs', {
		...options,
		disks: {store: {path: store, writes: 'keep'}},
		onLog: () => {},
	});
}

interface RunOptions extends GuestOptions {
	readonly disks: InstanceOptions['disks'];
	readonly onLog: (line: string) => void;
}

async function runInGuest(name: keyof BenchMachine['cases'], options: RunOptions): Promise<void> {
	const {bench, disks, work, records, signal, onLog} = options;
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
