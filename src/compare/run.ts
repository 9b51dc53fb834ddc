import {join} from 'node:path';
import {UsageError} from '../errors.ts';
import {runCases} from '../host/run.ts';
import {contestants} from '../result/contestant.ts';
import type {RunListener} from '../result/events.ts';
import type {Progress} from '../result/progress.ts';
import {findProgram} from '../vm/program.ts';
import {measureCode} from './code/measure-code.ts';
import {contestantNames, decodeEvidence, type Evidence} from './evidence.ts';
import {measureMaking} from './making/measure-making.ts';

export interface DebateOptions {
	readonly root: string;
	readonly cache: string;
	readonly kernel: string | undefined;
	readonly jobs: number;
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
export async function runDebate({root, cache, kernel, jobs, emit, signal}: DebateOptions): Promise<Debate> {
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
	let environment = {kernel: '', accelerator: ''};
	let release = '';
	const exitCode = await runCases({
		root,
		cache,
		suites: join(root, 'test/debate'),
		selection: [],
		groups: [],
		exclude: [],
		kernel,
		accelerator: 'auto',
		isolation: 'snapshot',
		jobs,
		tree: undefined,
		append: undefined,
		programs: found.filter((path) => path !== undefined),
		cwd: root,
		signal,
		emit: (event) => {
			if (event.type === 'run-started') {
				release = event.kernel.release;
				environment = {
					kernel: `${event.kernel.release} (${event.kernel.name} ${event.kernel.version})`,
					accelerator: event.accelerator.name,
				};
			}
			if (event.type === 'case-log') {
				const told = decodeEvidence(event.line);
				if (told !== undefined) {
					evidence.push(told);
					return;
				}
			}
			emit(event);
		},
	});
	const onHost = {
		cache,
		contestants: contestantNames,
		progress: (progress: Progress) => emit({type: 'progress', progress}),
		signal,
	};
	evidence.push(...(await measureMaking(onHost)), ...(await measureCode({...onHost, root, release})));
	return {environment, evidence, exitCode};
}
