import {createRequire} from 'node:module';
import {compileFunction} from 'node:vm';
import type {SyscallError} from '../native.ts';
import {readCaseInfo} from '../result/case-info.ts';
import {type Capability, contestants} from '../result/contestant.ts';
import type {Failure, Outcome} from '../result/outcome.ts';
import {
	type CaseDebugging,
	type CaseInput,
	type CaseReport,
	consoleMark,
	payloadPath,
} from '../result/protocol.ts';
import {addedTaint} from '../result/taint.ts';
import type {CaseDefinition} from './case.ts';
import {CleanupStack} from './cleanup.ts';
import {CaseContext, NotRun} from './context.ts';
import {judgeInability} from './inability.ts';
import {type KernelState, newMounts, readKernelState, readTaint} from './kernel-state.ts';
import {type KernelLog, logToKernel} from './kmsg.ts';
import type {LeakWatch} from './leak-watch.ts';
import {loadModuleUnderTest, moduleSections, unloadModuleUnderTest} from './module-under-test.ts';
import {loadKernelModule} from './modules.ts';
import {missingRequirement} from './requirements.ts';
import {endTrace, startTrace} from './trace.ts';

export interface CaseRun extends CaseInput, Pick<CaseDebugging, 'hold' | 'dyndbg' | 'trace'> {
	readonly caseId: string;
	readonly deadlineMs: number;
	readonly seed: string;
	/** Where the case's code and module come from. */
	readonly payload: {read(path: string): Buffer; unpack(path: string): string; has(path: string): boolean};
	readonly kernelLog: KernelLog;
	/** Where the kernel has kmemleak. */
	readonly leakWatch?: LeakWatch;
	readonly onStart: () => void;
	readonly onLog: (line: string) => void;
	/** Rejects when something throws where nobody catches: a timer's callback, a promise that was let go. */
	readonly uncaught: Promise<never>;
	/** What the events of `trace` recorded, from the module's loading to its unloading. */
	readonly onTrace: (text: string) => void;
	/** Resolves when the case may start. */
	readonly onLoaded?: (sections: Readonly<Record<string, string>>) => Promise<void>;
	/** Resolves when a held case may go on to its clean-up. */
	readonly onHeld?: (failure?: string) => Promise<void>;
}

/** Runs one case from module load to module unload, and looks at what it left. */
export async function runCase(run: CaseRun): Promise<CaseReport> {
	logToKernel(consoleMark.start(run.caseId));
	run.kernelLog.reset();
	const before = readKernelState();
	const leaks: string[] = [];
	let ms = 0;
	let outcome: Outcome;
	let module: string | false = false;
	let needs: readonly Capability[] = [];
	const contestant = run.contestant ?? 'composefs';

	try {
		const definition = loadCase(run);
		const info = readCaseInfo(definition);
		needs = info.needs ?? [];
		const missing = missingRequirement(info.requires);
		if (missing !== undefined) throw new NotRun(missing);
		for (const name of contestants[contestant].modules) loadKernelModule(name);
		if (info.module !== false && contestant === 'composefs') {
			loadModuleUnderTest(info.module, run.payload, run.dyndbg);
			module = info.module;
			run.leakWatch?.enter(run.caseId, module);
		}
		// A module's events exist while it is loaded, and what they recorded goes with it.
		if (run.trace !== undefined) startTrace(run.trace);
		await run.onLoaded?.(module === false ? {} : moduleSections(module));

		const cleanup = new CleanupStack();
		const abort = new AbortController();
		const timer = setTimeout(() => abort.abort(new Error('the deadline passed')), run.deadlineMs);
		run.onStart();
		const start = performance.now();
		try {
			const context = new CaseContext({...run, contestant, info, cleanup, signal: abort.signal});
			await Promise.race([definition.run(context), run.uncaught]);
			ms = performance.now() - start;
			clearTimeout(timer);
			const complaint = complaintOf(before);
			if (run.hold === 'always' || (run.hold === 'failed' && complaint !== undefined))
				await run.onHeld?.(complaint);
		} catch (error) {
			ms = performance.now() - start;
			clearTimeout(timer);
			if (run.hold !== undefined && !(error instanceof NotRun)) await run.onHeld?.(failureOf(error).message);
			throw error;
		} finally {
			leaks.push(...(await cleanup.run()));
		}
		outcome = {kind: 'passed'};
	} catch (error) {
		outcome =
			error instanceof NotRun
				? {kind: 'notrun', reason: error.message}
				: {kind: 'failed', failures: [failureOf(error)]};
	}

	outcome = judgeInability(outcome, needs, contestant);

	for (const {mountPoint, type} of newMounts(before, readKernelState()))
		leaks.push(`${type} is still mounted on ${mountPoint}`);
	if (run.trace !== undefined) run.onTrace(endTrace());
	if (module !== false) {
		run.leakWatch?.leave(module);
		leaks.push(...(await unloadModuleUnderTest(module)));
	}

	const taint = {before: before.taint, after: readTaint()};
	logToKernel(consoleMark.end(run.caseId));
	return {outcome, ms, taint, leaks};
}

/** A kernel that warned fails the case, also one that does not know of it. */
function complaintOf(before: KernelState): string | undefined {
	const letters = addedTaint({before: before.taint, after: readTaint()});
	return letters.length === 0 ? undefined : `the kernel complained (taint ${letters.join('')}), see dmesg`;
}

function loadCase({caseId, payload}: CaseRun): CaseDefinition {
	const path = payloadPath.case(caseId);
	const module: {exports: {default?: CaseDefinition}} = {exports: {}};
	const load = compileFunction(payload.read(path).toString(), ['exports', 'require', 'module'], {
		filename: `/${path}`,
	});
	load(module.exports, createRequire('/agent/'), module);

	const definition = module.exports.default;
	if (definition === undefined) throw new TypeError(`Expected ${caseId} to have a default export`);
	return definition;
}

function failureOf(error: unknown): Failure {
	if (!(error instanceof Error))
		return {
			source: 'assertion',
			message: `the case threw ${JSON.stringify(error) ?? String(error)}, which is not an Error`,
		};

	// What a filesystem wrote to its context's log says more than the errno.
	const {kernelLog = []} = error as Partial<SyscallError>;
	const message = [error.message, ...kernelLog.map((line) => `kernel: ${line}`)].join('\n');
	return {source: 'assertion', message, ...(error.stack !== undefined && {stack: error.stack})};
}
