import {type Comparison, comparisonLines, regressions} from '../bench/baseline.ts';
import type {Environment} from '../bench/environment.ts';
import type {ContestantName, Sample} from '../bench/plan.ts';
import {figure} from '../bench/table.ts';
import {exitCode} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';

/** Each step of a bench that ended, to standard error. */
export const sayStep: ProgressListener = (progress) => {
	if (progress.type === 'step-finished')
		say(`${progress.step}: ${progress.note ?? 'done'}, ${(progress.ms / 1000).toFixed(1)} s`);
};

/** A sample to standard error; `at`: while how much there was. */
export function saySample(contestant: ContestantName, {metric, value}: Sample, at?: string): void {
	say([contestant, ...(at === undefined ? [] : [at]), metric, figure(value)].join('  '));
}

/** A line to standard error. */
export function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

/** With what was measured, the last lines of the output. */
export function environmentLines(environment: Environment): readonly string[] {
	const width = Math.max(...Object.keys(environment).map((key) => key.length));
	return Object.entries(environment).map(([key, value]) => `${key.padEnd(width)}  ${value}`);
}

/** What changed against a baseline, the last lines of all; gives the exit code. `threshold`: a part such as 0.01. */
export function sayComparison(comparison: Comparison, threshold: number): number {
	for (const line of ['', ...comparisonLines(comparison, threshold)]) console.log(line);
	return regressions(comparison, threshold).length > 0 ? exitCode.failed : exitCode.good;
}
