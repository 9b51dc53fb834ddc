import {dirname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Command} from 'commander';
import {exitCode, UsageError} from '../errors.ts';
import {type Change, type Comparison, compareRuns, notInTheRun} from '../host/compare-runs.ts';
import {readRunSummary} from '../host/recorded-runs.ts';
import {usualExitCodes, withManual} from './help.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export function addCompareCommand(program: Command): void {
	const command = program
		.command('compare')
		.description('Compare the outcomes of two runs.')
		.argument(
			'<run-a>',
			"a run's id below runs/ or its beginning, its path, 'last', or 'last~1' for the one before",
		)
		.argument('<run-b>', 'the later one')
		.optionsGroup('Form')
		.option('--json', 'the comparison as one JSON object')
		.action(async (a: string, b: string, {json}: {json?: boolean}) => {
			process.exitCode = await compare(a, b, json === true);
		});
	withManual(command, {
		about: [
			'A regression is a case that is bad in B, or was never judged there, and was not bad in A. Mended cases, other changes, cases that take half as long again and half a second more, and kernels or accelerators that differ are shown for information. Nothing runs; "cfsbench run --compare A B" is the same.',
		],
		exitCodes: {0: 'no case is worse', 1: 'a regression', ...usualExitCodes},
		files: {'runs/ID/summary.json': 'what is compared'},
		examples: [
			{does: 'the last two runs', line: 'cfsbench compare last~1 last'},
			{
				does: 'the ids of what got worse',
				line: "cfsbench compare last~1 last --json | jq -r '.regressions[].caseId'",
			},
		],
		seeAlso: 'docs/trust.md',
	});
}

/** Tells what differs between two runs, and gives the exit code. */
async function compare(a: string, b: string, json: boolean): Promise<number> {
	const [before, after] = await Promise.all([a, b].map((name) => readRunSummary(root, name, process.cwd())));
	if (before === undefined || after === undefined) throw new Error('two runs were read');
	const comparison = compareRuns(before, after);
	console.log(json ? JSON.stringify(comparison, null, '\t') : report(comparison).join('\n'));
	return comparison.regressions.length > 0 ? exitCode.failed : exitCode.good;
}

export interface CompareFlags {
	readonly compare?: readonly string[];
	readonly json?: string | true;
}

/** `run --compare A B`, where nothing runs. */
export function compareInstead(
	words: readonly string[],
	{compare: runs = [], json}: CompareFlags,
): Promise<number> {
	const [a, b, ...more] = [...runs, ...words];
	if (a === undefined || b === undefined || more.length > 0)
		throw new UsageError(`Expected two runs to --compare, got ${runs.length + words.length}`, {
			remedy: '--compare RUN_A RUN_B, such as --compare last~1 last; all of their cases are compared',
		});
	if (typeof json === 'string' && json !== '-')
		throw new UsageError(`--json writes a comparison to the standard output, not to '${json}'`, {
			remedy: 'leave the file out, and redirect the output',
		});
	return compare(a, b, json !== undefined);
}

function report(comparison: Comparison): readonly string[] {
	const {regressions, mended, changed, slower, unchanged, differences} = comparison;
	const list = (word: string, changes: readonly Change[]) =>
		changes.map(({caseId, from, to}) => `${word.padEnd(10)}  ${caseId}  ${from} -> ${to}`);
	const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
	return [
		...differences.map((text) => `differs     ${text}`),
		...list('regression', regressions),
		...list('mended', mended),
		...list(
			'changed',
			changed.filter(({from, to}) => from !== notInTheRun && to !== notInTheRun),
		),
		...onlyIn(
			'A',
			changed.filter(({to}) => to === notInTheRun),
		),
		...onlyIn(
			'B',
			changed.filter(({from}) => from === notInTheRun),
		),
		...slower.map(({caseId, from, to}) => `slower      ${caseId}  ${seconds(from)} -> ${seconds(to)}`),
		`${regressions.length} ${regressions.length === 1 ? 'regression' : 'regressions'}, ${mended.length} mended, ${changed.length} otherwise changed, ${unchanged} as before`,
	];
}

/** Runs of other selections have little in common: some names tell which. */
function onlyIn(run: string, changes: readonly Change[]): readonly string[] {
	if (changes.length === 0) return [];
	const names = changes.slice(0, 3).map(({caseId}) => caseId);
	const more = changes.length > names.length ? ` and ${changes.length - names.length} more` : '';
	return [`only in ${run}   ${names.join(', ')}${more}`];
}
