import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {exitCode, type InfraError} from '../errors.ts';
import type {CaseFinished, Counts} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import {chooseAccelerator} from '../vm/accelerator.ts';
import type {InstanceOptions} from '../vm/interfaces.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {openCaseGuest} from './case-guest.ts';
import {attachFixtures} from './fixtures.ts';
import {openJournal} from './journal.ts';
import {listSelected} from './list.ts';
import {isAllowed, readAllowedNotruns} from './notrun-allowed.ts';
import {planUnits} from './plan.ts';
import {prepareRun} from './prepare.ts';
import {htmlPage} from './reports/html-page.ts';
import {toAll} from './reports/to-all.ts';
import {makeRunDirectory, type RunDirectory} from './run-directory.ts';
import {type RunOptions, rerunCommand} from './run-options.ts';
import {runSchedule} from './schedule.ts';
import {StackMapper} from './source-map.ts';
import {treeSource} from './tree-source.ts';

/**
 * Selects, builds, boots, runs and judges. Gives the exit code: good or failed; what is not the cases' doing is thrown,
 * after the run's end was told.
 */
export async function runCases(options: RunOptions): Promise<number> {
	const started = performance.now();
	const {cases, bundles} = await listSelected(options);
	if (options.tree !== undefined || cases.some(({fixtures}) => fixtures.includes('tree')))
		treeSource(options.tree);
	const allowed = await readAllowedNotruns(join(options.root, 'test/notrun-allowed.json'));

	const directory = makeRunDirectory(options.root);
	const emit = toAll([options.emit, openJournal(directory.path), htmlPage(directory.path)]);
	const results: CaseFinished[] = [];
	const finish = (code: number, ended?: string) => {
		const judged = new Set(results.map(({caseId}) => caseId));
		const unjudged = cases.map(({id}) => id).filter((id) => !judged.has(id));
		emit({
			type: 'run-finished',
			counts: count(results),
			unjudged,
			exitCode: code,
			...(ended !== undefined && {ended}),
			ms: performance.now() - started,
		});
		return code;
	};

	try {
		await buildAndRun({...options, emit}, {cases, bundles}, directory, (result) => {
			const judged = withVerdictOnNotrun(result, allowed);
			results.push(judged);
			emit(judged);
		});
	} catch (error) {
		// What fails because it was cancelled was cancelled.
		const cause: unknown = options.signal.aborted ? options.signal.reason : error;
		try {
			finish(codeOf(cause), cause instanceof Error ? cause.message : String(cause));
		} catch {
			// That the end can't be written down says less than why it came.
		}
		throw cause;
	} finally {
		await rm(directory.work, {recursive: true, force: true});
	}
	return finish(results.some(isBad) ? exitCode.failed : exitCode.good);
}

type Selected = Awaited<ReturnType<typeof listSelected>>;

async function buildAndRun(
	options: RunOptions,
	{cases, bundles}: Selected,
	directory: RunDirectory,
	onResult: (result: CaseFinished) => void,
): Promise<void> {
	const {cache, signal, emit, isolation, jobs} = options;
	const progress = (progress: Parameters<Parameters<typeof prepareRun>[0]['progress']>[0]) =>
		emit({type: 'progress', progress});

	const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
	const accelerator = await chooseAccelerator(options.accelerator, {cache, kernel, signal});
	emit({
		type: 'run-started',
		runId: directory.id,
		directory: directory.path,
		kernel: {name: kernel.name, version: kernel.version, release: kernel.release},
		accelerator,
		isolation,
		jobs,
		cases,
	});

	const {root, append} = options;
	const prepared = await prepareRun({
		root,
		cache,
		work: directory.work,
		kernel,
		accelerator,
		append,
		cases,
		bundles,
		extras: options.debugging?.tools ?? [],
		progress,
		signal,
	});
	const mapper = new StackMapper(prepared.agent, bundles);
	const start: InstanceOptions['start'] = isolation === 'snapshot' ? 'restore' : 'boot';
	const disks = await attachFixtures({
		cases,
		cache,
		tree: options.tree,
		machine: prepared.machine,
		payload: prepared.payload,
		work: directory.work,
		mapStack: (stack) => mapper.stack(stack),
		progress,
		signal,
	});

	let guests = 0;
	await runSchedule({
		units: planUnits(cases, isolation, jobs),
		isolation,
		jobs,
		signal,
		openGuest: () =>
			openCaseGuest({
				machine: prepared.machine,
				start,
				disks,
				work: directory.work,
				caseDirectory: directory.caseDirectory,
				// The same seed for the same case, so that a rerun draws the same numbers.
				seed: 'composefs-bench',
				mapper,
				...(options.debugging !== undefined && {debugging: options.debugging}),
				guest: ++guests,
				signal,
				emit,
			}),
		onResult: (result) => onResult({...result, rerun: rerunCommand(options, result.caseId)}),
		onInfraError: (error: InfraError, caseId, retried) =>
			emit({type: 'infra-error', message: error.message, retried, ...(caseId !== undefined && {caseId})}),
	});
}

function withVerdictOnNotrun(result: CaseFinished, allowed: Parameters<typeof isAllowed>[0]): CaseFinished {
	const {outcome, caseId} = result;
	if (outcome.kind !== 'notrun' || isAllowed(allowed, caseId, outcome.reason)) return result;
	return {...result, notAllowed: true};
}

function isBad({outcome, notAllowed}: CaseFinished): boolean {
	return outcome.kind === 'notrun' ? notAllowed === true : outcome.kind !== 'passed';
}

function count(results: readonly CaseFinished[]): Counts {
	const counts: Record<Outcome['kind'], number> = {passed: 0, failed: 0, notrun: 0, crashed: 0, timedout: 0};
	for (const {outcome} of results) counts[outcome.kind] += 1;
	return counts;
}

function codeOf(error: unknown): number {
	return typeof error === 'object' && error !== null && 'exitCode' in error
		? Number(error.exitCode)
		: exitCode.infra;
}
