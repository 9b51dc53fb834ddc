import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import {goldenPath} from '../result/golden.ts';
import type {ProgressListener} from '../result/progress.ts';
import {payloadPath} from '../result/protocol.ts';
import {buildAddon} from '../vm/build-addon.ts';
import {buildModule} from '../vm/build-module.ts';
import type {Accelerator, Kernel, Machine} from '../vm/interfaces.ts';
import {prepareMachine} from '../vm/machine.ts';
import {prepareVngMachine} from '../vm/vng/machine.ts';
import {type Bundle, bundleAgent} from './bundle.ts';
import {foreignImages} from './foreign-images.ts';
import {guestMemoryMiB, guestModules, guestTools, moduleSources} from './guest-contents.ts';
import {namingDisk} from './naming-disk.ts';
import {type PayloadSource, writePayloadDisk} from './payload-disk.ts';
import type {Runner} from './plan.ts';

export interface PrepareOptions {
	readonly root: string;
	readonly cache: string;
	/** For the files of this run. */
	readonly work: string;
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly append: string | undefined;
	readonly runner: Runner;
	readonly cases: readonly ListedCase[];
	readonly bundles: ReadonlyMap<string, Bundle>;
	readonly memoryMiB?: number;
	readonly cpus?: number;
	/** Where the driver's sources lie, where that is not the checkout's kernel/. */
	readonly driver?: string;
	/** Programs of the host that the guest gets besides the usual ones. */
	readonly programs?: readonly string[];
	/** More that goes to the payload disk, such as what a shell needs. */
	readonly extras?: readonly PayloadSource[];
	readonly progress: ProgressListener;
	readonly signal: AbortSignal;
}

export interface Prepared {
	readonly machine: Machine;
	readonly agent: Bundle;
	/** The payload disk: modules and case code. */
	readonly payload: string;
	/** The modules of cases with debug information, by name. */
	readonly debugModules: ReadonlyMap<string, string>;
}

/** Builds what the guests are made of: modules, addon, agent, initramfs, payload. */
export async function prepareRun(options: PrepareOptions): Promise<Prepared> {
	const {root, cache, kernel, progress, signal, cases, bundles} = options;

	const names = [...new Set(cases.flatMap(({module}) => (module === false ? [] : [module])))];
	const [addon, agent, modules] = await Promise.all([
		buildAddon({cache, progress, signal}),
		bundleAgent(root),
		Promise.all(
			names.map(async (name) => {
				const source = (name === 'composefs' && options.driver) || join(root, sourceOf(name, cases));
				const {path, debugPath} = await buildModule({kernel, source, name, cache, progress, signal});
				return {name, debugPath, source: {path: payloadPath.module(name), content: {file: path}}};
			}),
		),
	]);
	signal.throwIfAborted();

	const agentPath = join(options.work, 'agent', 'agent.cjs');
	namingDisk(agentPath, () => {
		mkdirSync(dirname(agentPath));
		writeFileSync(agentPath, agent.code);
	});
	const shared = {
		kernel,
		accelerator: options.accelerator,
		memoryMiB: options.memoryMiB ?? guestMemoryMiB,
		cpus: options.cpus ?? 1,
		modules: guestModules,
		cache,
		progress,
		signal,
		...(options.append !== undefined && {append: options.append}),
	};
	const machine =
		options.runner === 'vng'
			? await prepareVngMachine({...shared, agent: agentPath, addon})
			: await prepareMachine({
					...shared,
					files: {'/agent/agent.cjs': agentPath, '/agent/composefs_bench.node': addon},
					tools: [...guestTools, ...(options.programs ?? [])],
				});

	const payload = join(options.work, 'payload.img');
	await writePayloadDisk(payload, [
		...modules.map(({source}) => source),
		...cases.map(({id}) => codeOf(id, bundles)),
		...foreignImages(root, cases),
		...cases.flatMap(goldenOf),
		...(options.extras ?? []),
	]);
	return {
		machine,
		agent,
		payload,
		debugModules: new Map(modules.map((module) => [module.name, module.debugPath])),
	};
}

function goldenOf({id, file}: ListedCase): PayloadSource[] {
	const path = goldenPath(file);
	return existsSync(path) ? [{path: payloadPath.golden(id), content: {file: path}}] : [];
}

function sourceOf(name: string, cases: readonly ListedCase[]): string {
	const source = moduleSources[name];
	if (source !== undefined) return source;
	const asking = cases.find(({module}) => module === name)?.id;
	throw new UsageError(`${asking} asks for the module '${name}', which the project does not have`, {
		remedy: `the modules are ${Object.keys(moduleSources).join(', ')}`,
	});
}

function codeOf(caseId: string, bundles: ReadonlyMap<string, Bundle>): PayloadSource {
	const bundle = bundles.get(caseId);
	if (bundle === undefined) throw new InfraError(`there is no code of ${caseId}`);
	return {path: payloadPath.case(caseId), content: bundle.code};
}
