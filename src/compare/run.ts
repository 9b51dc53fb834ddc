import {join} from 'node:path';
import {UsageError} from '../errors.ts';
import {runCases} from '../host/run.ts';
import {contestants} from '../result/contestant.ts';
import type {RunEvent, RunListener} from '../result/events.ts';
import type {Progress} from '../result/progress.ts';
import {resolveKernel} from '../vm/kernel/index.ts';
import {findProgram} from '../vm/program.ts';
import type {Claim} from './claims.ts';
import {codeClaim} from './code/code-claim.ts';
import {measureCode} from './code/measure-code.ts';
import {contestantNames} from './evidence.ts';
import {type Heard, Hearing} from './hearing.ts';
import {makingClaim} from './making/making-claim.ts';
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
	/** Of each claim, by what decides it. */
	readonly heard: ReadonlyMap<string, Heard>;
	/** As of a run: 0 when every case passed. */
	readonly exitCode: number;
	/** What was thrown before all was heard. */
	readonly ended?: {readonly by: unknown};
}

/**
 * Runs the cases of the debate and gathers what they show, has images made, and counts the code. What ends it early is thrown only where
 * nothing was decided before.
 */
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
	const hearing = new Hearing();
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
		asker: {
			command: 'npm run vm:compare --',
			selects: (caseId: string) => `--claim ${caseId.replace(/^claims\//, '')}`,
		},
		programs: found.filter((path) => path !== undefined),
		cwd: root,
		signal,
		emit: (event: RunEvent) => {
			if (event.type === 'run-started') environment.accelerator = event.accelerator.name;
			if (hearing.hear(event)) return;
			emit(event);
		},
	};
	const onHost = {cache, contestants: contestantNames, progress, signal};
	let exitCode = 0;
	try {
		if (cases.length > 0) exitCode = await runCases(run);
		if (claims.includes(makingClaim)) hearing.measured(makingClaim.decidedBy, await measureMaking(onHost));
		if (claims.includes(codeClaim))
			hearing.measured(codeClaim.decidedBy, await measureCode({...onHost, root, release: kernel.release}));
	} catch (by) {
		const isDecided = [...hearing.heard.values()].some(({outcome}) => outcome?.kind === 'passed');
		if (!isDecided) throw by;
		return {environment, heard: hearing.heard, exitCode, ended: {by}};
	}
	return {environment, heard: hearing.heard, exitCode};
}
