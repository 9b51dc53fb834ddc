import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import {openCaseGuest} from '../host/case-guest.ts';
import {PlaceDecoder} from '../host/decode-places.ts';
import {StackMapper} from '../host/source-map.ts';
import type {RunEvent} from '../result/events.ts';
import type {BenchDisks} from './bench-disks.ts';
import type {BenchMachine} from './bench-machine.ts';
import {outcomeText} from './outcome-text.ts';
import {decodeSample, encodePlan, type Plan, type Sample} from './plan.ts';

export interface MeasureOptions {
	readonly bench: BenchMachine;
	readonly disks: BenchDisks;
	/** A directory of the run for what lives as long as a guest. */
	readonly work: string;
	/** Where the consoles are kept. */
	readonly records: string;
	readonly signal: AbortSignal;
	readonly onSample: (sample: Sample) => void;
}

/** Runs a plan in a fresh guest. Throws an InfraError where it does not come to its end, or the kernel complains. */
export async function measure(plan: Plan, options: MeasureOptions): Promise<readonly Sample[]> {
	const {bench, disks, work, records, signal, onSample} = options;
	const samples: Sample[] = [];
	const directory = await mkdtemp(join(work, 'plan-'));
	const planDisk = join(directory, 'plan.img');
	await writeFile(planDisk, encodePlan(plan));
	const supplies = {
		machine: bench.machine,
		start: 'restore' as const,
		disks: {
			payload: {path: bench.payload},
			second: {path: planDisk},
			store: {path: disks.store},
			scratch: {path: disks.scratch},
		},
		work: directory,
		caseDirectory: () => join(records, plan.contestant),
		seed: 'composefs-bench',
		mapper: new StackMapper(bench.agent, bench.bundles),
		decoder: new PlaceDecoder({modules: bench.debugModules, compiledIn: bench.machine.kernel.headers}),
		debugModules: bench.debugModules,
		isExpected: () => false,
		guest: 1,
		signal,
		emit: (event: RunEvent) => {
			const sample = event.type === 'case-log' ? decodeSample(event.line) : undefined;
			if (sample === undefined) return;
			samples.push(sample);
			onSample(sample);
		},
	};
	const guest = await openCaseGuest(supplies);
	try {
		const {result} = await guest.run(bench.listed, false);
		if (result.outcome.kind === 'passed') return samples;
		throw new InfraError(`the trials of ${plan.contestant} ended badly: ${outcomeText(result.outcome)}`, {
			detail: [...result.console.lines, `console: ${result.console.path}`].join('\n'),
		});
	} finally {
		await guest.close();
		await rm(directory, {recursive: true, force: true});
	}
}
