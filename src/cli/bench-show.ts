import {readRecordFile, trialRecord} from '../bench/baseline.ts';
import {growthPlots} from '../bench/growth/plots.ts';
import {type GrowthRecord, growthRecord, isOfGrowth} from '../bench/growth/record.ts';
import {growthNames} from '../bench/growth/site.ts';
import {growthLines} from '../bench/growth/table.ts';
import type {InputSource} from '../bench/input.ts';
import {rowsFor, timed} from '../bench/known.ts';
import {isNamedShape} from '../bench/load-shape.ts';
import {memoryLines} from '../bench/memory-table.ts';
import {type Plot, trialPlots} from '../bench/plots.ts';
import type {BenchRecord} from '../bench/run.ts';
import {closenessLines, driverOf2023Lines, tableLines} from '../bench/table.ts';
import {judgeRow, type RowVerdict} from '../bench/verdict.ts';
import {exitCode} from '../errors.ts';
import {environmentLines} from './bench-output.ts';
import {checkOutputs} from './output-paths.ts';
import {writePlots} from './write-plots.ts';

/** What a record says in words and in pictures. */
export interface Shown {
	readonly lines: readonly string[];
	readonly plots: readonly Plot[];
}

interface TrialsOptions {
	/** Of the tree. */
	readonly kind: InputSource['kind'];
	/** Processor time was measured. */
	readonly isTimed: boolean;
	readonly profiles?: readonly string[];
}

/** What each row came to. */
export function verdictsOf(
	{environment, results}: BenchRecord,
	{kind, isTimed}: TrialsOptions,
): readonly RowVerdict[] {
	const rows = rowsFor(environment.shape, kind);
	return (isTimed ? timed(rows) : rows).map((row) => judgeRow(row, results));
}

/** The tables of the trials. */
export function showTrials(record: BenchRecord, options: TrialsOptions): Shown {
	const {environment, unfit, notrun, drawn, memory} = record;
	const {kind, profiles = []} = options;
	const verdicts = verdictsOf(record, options);
	const closeness = closenessLines(verdicts);
	const parts = [memoryLines(memory), closeness.length > 1 ? closeness : [], profiles];
	return {
		lines: [
			...tableLines(verdicts),
			...driverOf2023Lines(verdicts),
			...notMeasured({...unfit, ...notrun}),
			...(kind === 'shape' ? [] : [drawnLine(drawn)]),
			...parts.flatMap((part) => (part.length === 0 ? [] : ['', ...part])),
			'',
			...environmentLines(environment),
		],
		plots: trialPlots(verdicts),
	};
}

/** The table of each thing that grew. */
export function showGrowth({environment, growth, notrun}: GrowthRecord): Shown {
	const grown = growthNames.flatMap((what) => {
		const series = growth[what];
		return series === undefined ? [] : [{what, series}];
	});
	return {
		lines: [
			...grown.flatMap(({what, series}) => [...growthLines(what, series), '']),
			...notMeasured(notrun),
			...environmentLines(environment),
		],
		plots: grown.flatMap(({what, series}) => growthPlots(what, series)),
	};
}

/** `bench --show`: prints and draws what --json wrote, and gives the exit code. Throws a UsageError for what is no record. */
export async function benchShow(path: string, svg: string | undefined): Promise<number> {
	checkOutputs({svg});
	const from = readRecordFile(path);
	await sayShown(
		isOfGrowth(from) ? showGrowth(growthRecord(from, path)) : showRecorded(trialRecord(from, path)),
		svg,
	);
	return exitCode.good;
}

/** The tables of trials that were measured some time. */
export function showRecorded(record: BenchRecord): Shown {
	const {shape, machine} = record.environment;
	return showTrials(record, {
		kind: isNamedShape(shape) ? 'shape' : 'image',
		isTimed: !machine.includes('-icount'),
	});
}

/** Prints the lines, and writes the plots into a directory where one is named. */
export async function sayShown({lines, plots}: Shown, svg: string | undefined): Promise<void> {
	for (const line of lines) console.log(line);
	if (svg !== undefined) await writePlots(svg, plots);
}

function notMeasured(reasons: Readonly<Record<string, string>>): string[] {
	return Object.entries(reasons).map(([name, reason]) => `${name} was not measured: ${reason}`);
}

/** How many paths there were: other trees than generated ones have as many as they have. */
function drawnLine(drawn: BenchRecord['drawn']): string {
	return `paths drawn: ${Object.entries(drawn)
		.map(([list, count]) => `${list} ${count}`)
		.join(', ')}`;
}
