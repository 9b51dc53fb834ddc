import {join} from 'node:path';
import {UsageError} from '../errors.ts';
import {runCases} from '../host/run.ts';
import {contestants} from '../result/contestant.ts';
import type {RunEvent, RunListener} from '../result/events.ts';
import type {Progress} from '../result/progress.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {findProgram} from '../vm/program.ts';
import {type Claim, claimName} from './claims.ts';
import {measureCode} from './code/measure-code.ts';
import {contestantNames, decodeEvidence, type Evidence} from './evidence.ts';
import {measureMaking} from './making/measure-making.ts';

export interface DebateOptions {
	readonly root: string;
	readonly cache: string;
	readonly kernel: string | undefined;
	readonly jobs: number;
	/** What is asked, one at least. */
	readonly claims: readonly Claim[];
	/** Hears of the run as any other does. */
	readonly emit: RunListener;
	readonly signal: AbortSignal;
}

export interface Debate {
	/** Where and with what. */
	readonly environment: {readonly kernel: string; readonly accelerator: string};
	readonly evidence: readonly Evidence[];
	/** As of a run: 0 when every case passed. */
	readonly exitCode: number;
}

/** Runs the cases of the debate and gathers what they show, has images made, and counts the code. */
export async function runDebate(options: DebateOptions): Promise<Debate> {
	const {root, cache, jobs, claims, emit, signal} = options;
	if ((await findProgram('mkfs.erofs')) === undefined)
		throw new UsageError(
			'Expected the program mkfs.erofs, which makes what the driver is compared with, got none',
			{
				remedy: 'apt-get install erofs-utils',
			},
		);
	// Whoever lacks one of the others is not measured, with that as the reason.
	const wanted = contestantNames.flatMap((name) => Object.keys(contestants[name].programs));
	const found = await Promise.all([...new Set(wanted)].map((name) => findProgram(name)));
	const evidence: Evidence[] = [];
	const names = claims.map(claimName);
	const cases = claims.filter(({decidedBy}) => decidedBy.startsWith('claims/'));
	const progress = (told: Progress) => emit({type: 'progress', progress: told});
	const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
	const environment = {
		kernel: `${kernel.release} (${kernel.name} ${kernel.version})`,
		accelerator: 'no guest',
	};
	const run = {
		root,
		cache,
		suites: join(root, 'test/debate'),
		selection: cases.map(({decidedBy}) => decidedBy),
		groups: [],
		exclude: [],
		kernel: options.kernel,
		accelerator: 'auto' as const,
		isolation: 'snapshot' as const,
		jobs,
		tree: undefined,
		append: undefined,
		programs: found.filter((path) => path !== undefined),
		cwd: root,
		signal,
		emit: (event: RunEvent) => {
			if (event.type === 'run-started') environment.accelerator = event.accelerator.name;
			if (event.type === 'case-log') {
				const told = decodeEvidence(event.line);
				if (told !== undefined) {
					evidence.push(told);
					return;
				}
			}
			emit(event);
		},
	};
	const exitCode = cases.length === 0 ? 0 : await runCases(run);
	const onHost = {cache, contestants: contestantNames, progress, signal};
	if (names.includes('making')) evidence.push(...(await measureMaking(onHost)));
	if (names.includes('code'))
		evidence.push(...(await measureCode({...onHost, root, release: kernel.release})));
	return {environment, evidence, exitCode};
}
