/** `npm run bench:loop`: how long a change takes to its verdict, phase by phase. */
import {mkdtemp, rm} from 'node:fs/promises';
import {availableParallelism, loadavg, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {BenchError, UsageError} from '../errors.ts';
import {type Phase, preparePhases} from './loop-phases.ts';
import type {Sample} from './loop-run.ts';

const root = resolve(import.meta.dirname, '../..');
const usage = `Usage: npm run bench:loop -- [--rounds N] [--phase NAME]... [--fresh] [--case SUITE/CASE]

Measures on a copy of the checkout, with the cache as it is, and changes nothing of either.
  --rounds N   rounds of each phase (default: 5); one more before them, which does not count, fills the cache
  --phase NAME only this phase: none, driver, case, snapshot or fresh; may be repeated
  --fresh      also the first run with nothing cached but the kernel, once
  --case ID    the case (default: verity/missing-object-is-enoent)`;

async function main(): Promise<void> {
	const {values} = parseArgs({
		options: {
			rounds: {type: 'string', default: '5'},
			phase: {type: 'string', multiple: true},
			fresh: {type: 'boolean', default: false},
			case: {type: 'string', default: 'verity/missing-object-is-enoent'},
			help: {type: 'boolean', short: 'h', default: false},
		},
	});
	if (values.help) return console.log(usage);
	const rounds = Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1)
		throw new UsageError(`Expected --rounds to be a whole number from 1, got '${values.rounds}'`);

	const temporary = await mkdtemp(join(tmpdir(), 'cfsbench-loop-'));
	try {
		const cache = resolve(process.env.CFSBENCH_CACHE || join(root, '.cache'));
		const phases = await preparePhases({root, cache, temporary, caseId: values.case});
		const chosen = choose(phases, values.phase, values.fresh);
		const load = loadavg()[0] ?? 0;
		console.log(
			`${availableParallelism()} processors, load ${load.toFixed(1)}; ${rounds} rounds of ${values.case}\n`,
		);
		console.log(row('', 'min', 'median', 'max', 'target', 'CPU time'));
		const [warmUp] = phases;
		if (chosen.some(({name}) => name !== 'fresh')) await warmUp?.measure(0);
		for (const phase of chosen) await measure(phase, phase.name === 'fresh' ? 1 : rounds);
	} finally {
		await rm(temporary, {recursive: true, force: true});
	}
}

function choose(phases: readonly Phase[], names: readonly string[] | undefined, fresh: boolean) {
	const known = phases.map(({name}) => name);
	const unknown = names?.find((name) => !known.includes(name));
	if (unknown !== undefined)
		throw new UsageError(`no phase is named '${unknown}'`, {remedy: `the phases are ${known.join(', ')}`});
	return phases.filter(({name}) => (names === undefined ? name !== 'fresh' || fresh : names.includes(name)));
}

async function measure({title, target, measure: round}: Phase, rounds: number): Promise<void> {
	const samples: Sample[] = [];
	for (let n = 1; n <= rounds; n += 1) samples.push(await round(n));

	const walls = samples.map(({wall}) => wall);
	const cpu = median(samples.map((sample) => sample.cpu));
	console.log(
		row(
			title,
			seconds(Math.min(...walls)),
			seconds(median(walls)),
			seconds(Math.max(...walls)),
			seconds(target),
			seconds(cpu),
		),
	);
	const names = [...new Set(samples.flatMap(({parts}) => Object.keys(parts)))];
	const parts = names.map(
		(name) => `${name} ${seconds(median(samples.flatMap((sample) => sample.parts[name] ?? [])))}`,
	);
	console.log(`  median of ${parts.join(', ')}\n`);
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

function row(title: string, ...cells: readonly string[]): string {
	return `${title.padEnd(46)}${cells.map((cell) => cell.padStart(9)).join('')}`;
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(2)} s`;
}

try {
	await main();
} catch (error) {
	const isWrongOption = error instanceof TypeError && 'code' in error;
	if (!(error instanceof BenchError) && !isWrongOption) throw error;
	console.error(`bench:loop: ${(error as Error).message}`);
	if (error instanceof BenchError && error.detail !== undefined) console.error(error.detail);
	if (error instanceof BenchError && error.remedy !== undefined) console.error(`Remedy: ${error.remedy}`);
	if (isWrongOption) console.error(usage);
	process.exitCode = error instanceof BenchError ? error.exitCode : 2;
}
