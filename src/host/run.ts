import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {exitCode, type InfraError} from '../errors.ts';
import {isBadResult} from '../result/bad.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {Annotation, CaseFinished, Counts, StraySplat} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import {chooseAccelerator} from '../vm/accelerator.ts';
import {makeFolder} from '../vm/cache.ts';
import type {InstanceOptions} from '../vm/interfaces.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {annotate, type OutcomeLists, readOutcomeLists} from './annotate.ts';
import {Attempts} from './attempts.ts';
import {openCaseGuest} from './case-guest.ts';
import {type Chosen, chooseCases} from './choose.ts';
import {programsOf} from './contestant.ts';
import {PlaceDecoder} from './decode-places.ts';
import {durationsPath, learnDurations, readDurations, writeDurations} from './durations.ts';
import {expectsFailure} from './expected-failures.ts';
import {attachFixtures} from './fixtures.ts';
import {openJournal} from './journal.ts';
import {listSelected} from './list.ts';
import {planUnits} from './plan.ts';
import {prepareRun} from './prepare.ts';
import {htmlPage} from './reports/html-page.ts';
import {toAll} from './reports/to-all.ts';
import {codeOfRun} from './run-code.ts';
import {attemptOf, makeRunDirectory, type RunDirectory} from './run-directory.ts';
import {remember} from './run-memory.ts';
import {type RunOptions, rerunCommand} from './run-options.ts';
import {runSchedule} from './schedule.ts';
import {StackMapper} from './source-map.ts';
import {strayInCompany} from './stray-splats.ts';
import {tidy} from './tidy.ts';
import {treeSource} from './tree-source.ts';

/**
 * Selects, builds, boots, runs and judges. Gives the exit code: good or failed; what is not the cases' doing is thrown,
 * after the run's end was told.
 */
export async function runCases(options: RunOptions): Promise<number> {
	const started = performance.now();
	const listed = await listSelected(options);
	const selected = {...listed, ...(await chooseCases(listed.cases, options))};
	const {cases} = selected;
	const isUsual = (options.contestant ?? 'composefs') === 'composefs' && options.driver === undefined;
	if (options.tree !== undefined || cases.some(({fixtures}) => fixtures.includes('tree')))
		treeSource(options.tree);
	const lists = await readOutcomeLists(options.root, options.expectedFailures);
	makeFolder(options.cache);

	const directory = makeRunDirectory(options.root);
	const emit = toAll([options.emit, openJournal(directory.path), htmlPage(directory.path)]);
	const results: CaseFinished[] = [];
	const strays = new Set<string>();
	const onStray = (stray: StraySplat) => {
		const complaint = stray.reasons.join('\n');
		if (strays.has(complaint)) return;
		strays.add(complaint);
		emit(stray);
	};
	const finish = (code: number, ended?: string) => {
		const judged = new Set(results.map(({caseId}) => caseId));
		const unjudged = cases.map(({id}) => id).filter((id) => !judged.has(id));
		emit({
			type: 'run-finished',
			counts: count(results),
			...annotationsOf(results),
			...(strays.size > 0 && {straySplats: strays.size}),
			unjudged,
			exitCode: code,
			...(ended !== undefined && {ended}),
			ms: performance.now() - started,
		});
		return code;
	};

	try {
		const onResult = (result: CaseFinished) => {
			results.push(result);
			emit(result);
		};
		await buildAndRun({...options, emit}, selected, lists, directory, {onResult, onStray});
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
		// The outcomes count, not what is remembered of them.
		// Times and failures are remembered by case, of composefs as it is.
		if (isUsual) await learn(options, results).catch(() => undefined);
	}
	const ended = results.length < cases.length ? 'stopped at the first bad outcome' : undefined;
	const {failOnFlaky} = options;
	return finish(codeOfRun({results, expected: cases.length, strays: strays.size, failOnFlaky}), ended);
}

type Selected = Awaited<ReturnType<typeof listSelected>> & Chosen;

/** Shards don't learn: those that run later would split the cases in another way. */
async function learn(options: RunOptions, results: readonly CaseFinished[]): Promise<void> {
	await tidy(options.cache, join(options.root, 'runs'));
	await remember(options, results);
	if (options.shard !== undefined) return;
	const path = durationsPath(options.cache);
	await writeDurations(path, learnDurations(await readDurations(path), results));
}

interface Listeners {
	readonly onResult: (result: CaseFinished) => void;
	readonly onStray: (stray: StraySplat) => void;
}

async function buildAndRun(
	options: RunOptions,
	{cases, bundles, shard}: Selected,
	lists: OutcomeLists,
	directory: RunDirectory,
	{onResult, onStray}: Listeners,
): Promise<void> {
	const {cache, signal, emit, isolation, jobs, contestant, seeds, update} = options;
	const progress = (progress: Parameters<Parameters<typeof prepareRun>[0]['progress']>[0]) =>
		emit({type: 'progress', progress});

	const {headers, modules} = options;
	const kernel = await resolveKernel(options.kernel, {headers, modules, cache, progress, signal});
	const accelerator = await chooseAccelerator(options.accelerator, {cache, kernel, signal});
	emit({
		type: 'run-started',
		runId: directory.id,
		directory: directory.path,
		kernel: {name: kernel.name, version: kernel.version, release: kernel.release},
		accelerator,
		isolation,
		...(options.runner === 'vng' && {runner: options.runner}),
		jobs,
		...(shard !== undefined && {shard}),
		...(contestant !== undefined && {contestant}),
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
		runner: options.runner ?? 'qemu',
		cases,
		bundles,
		extras: options.debugging?.tools ?? [],
		...(options.driver !== undefined && {driver: options.driver}),
		programs: [...(options.programs ?? []), ...(await programsOf(contestant))],
		...(options.memoryMiB !== undefined && {memoryMiB: options.memoryMiB}),
		...(options.cpus !== undefined && {cpus: options.cpus}),
		progress,
		signal,
	});
	const decoder = new PlaceDecoder({modules: prepared.debugModules, compiledIn: kernel.headers});
	const mapper = new StackMapper(prepared.agent, bundles);
	const start: InstanceOptions['start'] = isolation === 'snapshot' ? 'restore' : 'boot';
	const disks = await attachFixtures({
		cases,
		cache,
		tree: options.tree,
		machine: prepared.machine,
		payload: prepared.payload,
		start,
		work: directory.work,
		mapStack: (stack) => mapper.stack(stack),
		progress,
		signal,
	});

	// Who looks at a failure wants the case's own, not one of its company.
	const batched = options.debugging?.hold === undefined ? cases : cases.map(alone);
	const attempts = new Attempts(planUnits(batched, isolation, jobs), options.attempts ?? {});
	const hear = (told: CaseFinished) => {
		const result = annotate({...told, rerun: rerunCommand(options, told.caseId)}, lists, kernel.release);
		const heard = attempts.hear(result);
		if (heard !== undefined) return onResult(heard);
		const {caseId, outcome, ms, readyMs} = result;
		emit({
			type: 'case-attempted',
			caseId,
			attempt: attemptOf(result.console.path),
			outcome,
			bad: isBadResult(result),
			ms,
			...(readyMs !== undefined && {readyMs}),
			console: result.console.path,
		});
	};

	let guests = 0;
	try {
		await runSchedule({
			units: attempts,
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
					input: {
						...(contestant !== undefined && {contestant}),
						...(seeds !== undefined && {seeds}),
						...(update !== undefined && {update}),
					},
					mapper,
					decoder,
					debugModules: prepared.debugModules,
					...(options.debugging !== undefined && {debugging: options.debugging}),
					isExpected: (caseId, words) =>
						expectsFailure(lists.failures, {caseId, release: kernel.release, words}),
					guest: ++guests,
					signal,
					emit: (event) => (event.type === 'stray-splat' ? onStray(event) : emit(event)),
				}),
			onResult: hear,
			onExcused: (before) => {
				const stray = strayInCompany(before);
				if (stray !== undefined) onStray(stray);
			},
			onInfraError: (error: InfraError, caseId, retried) =>
				emit({type: 'infra-error', message: error.message, retried, ...(caseId !== undefined && {caseId})}),
		});
	} finally {
		for (const result of attempts.rest()) onResult(result);
	}
}

function alone(listed: ListedCase): ListedCase {
	return {...listed, batch: false};
}

function count(results: readonly CaseFinished[]): Counts {
	const counts: Record<Outcome['kind'], number> = {passed: 0, failed: 0, notrun: 0, crashed: 0, timedout: 0};
	for (const {outcome} of results) counts[outcome.kind] += 1;
	return counts;
}

function annotationsOf(results: readonly CaseFinished[]) {
	const annotations: Record<Annotation['kind'], number> = {
		flaky: 0,
		'expected-failure': 0,
		'unexpected-pass': 0,
	};
	for (const {annotation} of results) if (annotation) annotations[annotation.kind] += 1;
	return Object.values(annotations).some((n) => n > 0) ? {annotations} : {};
}

function codeOf(error: unknown): number {
	return typeof error === 'object' && error !== null && 'exitCode' in error
		? Number(error.exitCode)
		: exitCode.infra;
}
