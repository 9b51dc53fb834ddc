import {dirname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Command} from 'commander';
import {exitCode} from '../errors.ts';
import {type Change, type Comparison, compareRuns, readRunSummary} from '../host/compare-runs.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export function addCompareCommand(program: Command): void {
	program
		.command('compare')
		.description('Compare the outcomes of two runs. Exit code 1 when a case is bad in B that was not in A.')
		.argument('<run-a>', "a run's id below runs/ (or its beginning), or its path")
		.argument('<run-b>', 'the later one')
		.option('--json', 'the comparison as JSON')
		.action(async (a: string, b: string, {json}: {json?: boolean}) => {
			process.exitCode = await compare(a, b, json === true);
		});
}

async function compare(a: string, b: string, json: boolean): Promise<number> {
	const [before, after] = await Promise.all([a, b].map((name) => readRunSummary(root, name, process.cwd())));
	if (before === undefined || after === undefined) throw new Error('two runs were read');
	const comparison = compareRuns(before, after);
	console.log(json ? JSON.stringify(comparison, null, '\t') : report(comparison).join('\n'));
	return comparison.regressions.length > 0 ? exitCode.failed : exitCode.good;
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
		...list('changed', changed),
		...slower.map(({caseId, from, to}) => `slower      ${caseId}  ${seconds(from)} -> ${seconds(to)}`),
		`${regressions.length} regressions, ${mended.length} mended, ${changed.length} otherwise changed, ${unchanged} as before`,
	];
}
