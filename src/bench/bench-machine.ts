import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import profile from '../../vm/machine.json' with {type: 'json'};
import {type Bundle, bundleAgent, bundleCases} from '../host/bundle.ts';
import {guestModules, guestTools, moduleSources} from '../host/guest-contents.ts';
import {loadCases} from '../host/load-cases.ts';
import {writePayloadDisk} from '../host/payload-disk.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {ProgressListener} from '../result/progress.ts';
import {payloadPath} from '../result/protocol.ts';
import {buildAddon} from '../vm/build-addon.ts';
import {buildModule} from '../vm/build-module.ts';
import type {Accelerator, Kernel, Machine} from '../vm/interfaces.ts';
import {prepareMachine} from '../vm/machine.ts';
import {findProgram} from '../vm/program.ts';

export interface BenchMachineOptions {
	readonly root: string;
	readonly cache: string;
	/** A directory of the run for its files. */
	readonly work: string;
	readonly kernel: Kernel;
	/** Room for a whole tree in memory, so that nothing is reclaimed that a trial did not drop itself. Default 1024. */
	readonly memoryMiB?: number;
	/** What runs the guests where time is measured. Default: what counts instructions. */
	readonly timedOn?: Accelerator | undefined;
	readonly progress: ProgressListener;
	readonly signal: AbortSignal;
}

export interface BenchMachine {
	readonly machine: Machine;
	/** What a guest runs: the trials, what finishes the disks, or many mounts. */
	readonly cases: Readonly<Record<BenchCaseName, ListedCase>>;
	/** Where `mkfs.erofs` is not: why there is no such image. */
	readonly noErofs: string | undefined;
	readonly payload: string;
	readonly agent: Bundle;
	readonly bundles: ReadonlyMap<string, Bundle>;
	/** The driver with debug information. */
	readonly debugModules: ReadonlyMap<string, string>;
	/** The processor, and what counts its instructions or takes its time. */
	readonly description: string;
}

/** Counting instructions takes emulation, and about five times the time that emulation takes anyway. */
const counting: Accelerator = {
	name: 'tcg',
	reason: 'emulation, because it counts instructions',
	timeScale: 60,
};

/** RCU frees in a thread of its own, not in an interrupt of whichever thread runs: that is the measured one at times. */
const kernelOptions = 'rcutree.use_softirq=0';

const caseNames = ['contestant', 'make-erofs', 'seal-objects', 'lay-out', 'mounts'] as const;
export type BenchCaseName = (typeof caseNames)[number];
const moduleName = 'composefs';

/** The machine on which an instruction is a nanosecond: one processor, and a snapshot of its own. */
export async function prepareBenchMachine(options: BenchMachineOptions): Promise<BenchMachine> {
	const {root, cache, work, kernel, memoryMiB = 1024, timedOn, progress, signal} = options;
	const files = caseNames.map((name) => ({
		id: `bench/${name}`,
		file: join(root, 'src/bench/guest', `${name}.ts`),
	}));
	const mkfsErofs = await findProgram('mkfs.erofs');
	const source = join(root, moduleSources[moduleName] ?? '');
	const [addon, agent, bundles, {path: module, debugPath}] = await Promise.all([
		buildAddon({cache, progress, signal}),
		bundleAgent(root),
		bundleCases(root, files),
		buildModule({kernel, source, name: moduleName, cache, progress, signal}),
	]);
	const loaded = new Map(loadCases(files, bundles).map((one) => [one.id, one]));
	const caseOf = (name: BenchCaseName) => {
		const found = loaded.get(`bench/${name}`);
		if (found === undefined) throw new Error(`the case ${name} of the bench is gone`);
		return found;
	};

	const agentPath = join(work, 'agent', 'agent.cjs');
	mkdirSync(dirname(agentPath));
	writeFileSync(agentPath, agent.code);
	const machine = await prepareMachine({
		kernel,
		accelerator: timedOn ?? counting,
		icount: timedOn === undefined,
		append: kernelOptions,
		cpus: 1,
		memoryMiB,
		files: {'/agent/agent.cjs': agentPath, '/agent/composefs_bench.node': addon},
		tools: [...guestTools, ...(mkfsErofs === undefined ? [] : [mkfsErofs])],
		modules: guestModules,
		cache,
		progress,
		signal,
	});
	const payload = join(work, 'payload.img');
	await writePayloadDisk(payload, [
		{path: payloadPath.module(moduleName), content: {file: module}},
		...[...bundles].map(([id, {code}]) => ({path: payloadPath.case(id), content: code})),
	]);
	return {
		machine,
		cases: Object.fromEntries(caseNames.map((name) => [name, caseOf(name)])) as Record<
			BenchCaseName,
			ListedCase
		>,
		noErofs: mkfsErofs === undefined ? 'mkfs.erofs (erofs-utils) is not installed' : undefined,
		payload,
		agent,
		bundles,
		debugModules: new Map([[moduleName, debugPath]]),
		description: `${processor(timedOn)} -m ${memoryMiB}M, ${kernelOptions}`,
	};
}

function processor(timedOn: Accelerator | undefined): string {
	if (timedOn === undefined)
		return `-cpu ${profile.cpu.tcg} -smp 1 -accel tcg,thread=single -icount shift=0,sleep=off`;
	return `-cpu ${profile.cpu[timedOn.name]} -smp 1 -accel ${timedOn.name}`;
}
