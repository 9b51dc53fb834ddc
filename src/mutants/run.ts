import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {BuildError, UsageError} from '../errors.ts';
import {listSelected} from '../host/list.ts';
import {runCases} from '../host/run.ts';
import type {RunOptions} from '../host/run-options.ts';
import {isBadResult} from '../result/bad.ts';
import type {Mutant} from './catalogue.ts';
import {writeMutant} from './mutate.ts';

export interface MutantsOptions
	extends Pick<RunOptions, 'root' | 'cache' | 'kernel' | 'accelerator' | 'jobs' | 'signal'> {
	readonly mutants: readonly Mutant[];
	/** Every quick case against every mutant, besides those that are said to notice it. */
	readonly whole: boolean;
	readonly onVerdict: (verdict: Verdict) => void;
}

/** What became of one mutant. */
export interface Verdict {
	readonly mutant: Mutant;
	/** Cases that ended badly; none: it survived. */
	readonly caughtBy: readonly string[];
	/** Cases that are said to notice and did not. */
	readonly missedBy: readonly string[];
	readonly ms: number;
}

export interface Outcome {
	readonly verdicts: readonly Verdict[];
	/** With `whole`: the quick cases. */
	readonly quick: readonly string[];
	/** Told by the runs. */
	readonly environment: {readonly kernel: string; readonly accelerator: string};
}

/**
 * Runs cases against each mutant. What must be good for that is looked at before: the cases with the driver as it is. Throws a
 * UsageError where one of them is bad, or a mutant doesn't fit the sources, a BuildError where it doesn't compile.
 */
export async function runMutants(options: MutantsOptions): Promise<Outcome> {
	const {root, mutants, whole} = options;
	const quick = (await listSelected({...selecting(root, []), groups: ['quick']})).cases.map(({id}) => id);
	const environment = {kernel: '', accelerator: ''};
	const run = (cases: readonly string[], driver?: string) => badCases(options, cases, environment, driver);

	const good = new Set<string>();
	const needGood = async (cases: readonly string[]) => {
		const untried = [...new Set(cases)].filter((id) => !good.has(id));
		const bad = untried.length === 0 ? [] : await run(untried);
		if (bad.length > 0)
			throw new UsageError(
				`Expected all cases to pass with the driver as it is, ${bad.length} did not: ${bad.join(', ')}`,
				{remedy: 'what fails anyway shows nothing: mend that first'},
			);
		for (const id of untried) good.add(id);
	};
	await needGood([...mutants.flatMap(({cases}) => cases), ...(whole ? quick : [])]);

	const verdicts: Verdict[] = [];
	const work = mkdtempSync(join(tmpdir(), 'mutants-'));
	try {
		for (const mutant of mutants) {
			const started = performance.now();
			const driver = join(work, 'kernel');
			writeMutant(join(root, 'kernel'), driver, mutant);
			const first = whole ? [...new Set([...mutant.cases, ...quick])] : mutant.cases;
			let caughtBy = await building(mutant, () => run(first, driver));
			if (caughtBy.length === 0 && !whole) {
				await needGood(quick);
				caughtBy = await run(
					quick.filter((id) => !first.includes(id)),
					driver,
				);
			}
			const missedBy = mutant.cases.filter((id) => !caughtBy.includes(id));
			const verdict = {mutant, caughtBy, missedBy, ms: performance.now() - started};
			verdicts.push(verdict);
			options.onVerdict(verdict);
		}
	} finally {
		rmSync(work, {recursive: true, force: true});
	}
	return {verdicts, quick: whole ? quick : [], environment};
}

function selecting(root: string, selection: readonly string[]) {
	return {
		root,
		suites: join(root, 'test/suites'),
		selection,
		groups: [],
		exclude: [],
		tree: undefined,
		cwd: root,
	};
}

/** The cases that end badly with this driver; what such a run leaves on the disk goes. */
async function badCases(
	{root, cache, kernel, accelerator, jobs, signal}: MutantsOptions,
	cases: readonly string[],
	environment: {kernel: string; accelerator: string},
	driver?: string,
): Promise<readonly string[]> {
	const bad: string[] = [];
	let directory: string | undefined;
	await runCases({
		...selecting(root, cases),
		cache,
		kernel,
		accelerator,
		isolation: 'snapshot',
		jobs,
		append: undefined,
		signal,
		...(driver !== undefined && {driver}),
		emit: (event) => {
			if (event.type === 'run-started') {
				directory = event.directory;
				environment.kernel = `${event.kernel.release} (${event.kernel.name} ${event.kernel.version})`;
				environment.accelerator = event.accelerator.name;
			}
			if (event.type === 'case-finished' && isBadResult(event)) bad.push(event.caseId);
		},
	});
	if (driver !== undefined && directory !== undefined) rmSync(directory, {recursive: true, force: true});
	return bad.sort();
}

async function building<Result>({id}: Mutant, run: () => Promise<Result>): Promise<Result> {
	try {
		return await run();
	} catch (error) {
		if (!(error instanceof BuildError)) throw error;
		throw new BuildError(`the mutant ${id} does not compile: ${error.message}`, {
			cause: error,
			...(error.detail !== undefined && {detail: error.detail}),
		});
	}
}
