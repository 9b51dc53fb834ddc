import {BenchError, exitCode} from '../errors.ts';
import type {RunFinished, RunListener, RunStarted} from '../result/events.ts';
import type {Target} from './matrix.ts';

/** Runs the cases on one target, telling what happens, and gives the exit code. */
export type RunTarget = (target: Target, listener: RunListener) => Promise<number>;

/** Later is worse: with a failed case the driver was judged, with what follows it was not. */
const fromGoodToWorst: readonly number[] = [
	exitCode.good,
	exitCode.failed,
	exitCode.build,
	exitCode.infra,
	exitCode.usage,
];

/** From here on they are a shell's codes for signals: the person wants no further target. */
const cancelledFrom = 128;

interface Row {
	readonly name: string;
	readonly release: string;
	readonly verdict: string;
}

/** Runs one target after another and says at the end how each went. Gives the worst exit code. */
export async function runMatrix(
	targets: readonly Target[],
	run: RunTarget,
	say: (line: string) => void,
): Promise<number> {
	const rows: Row[] = [];
	let worst: number = exitCode.good;
	for (const [index, target] of targets.entries()) {
		say(`target ${index + 1}/${targets.length}: ${target.name}`);
		const {code, row} = await runOne(target, run, say);
		say('');
		rows.push(row);
		if (code >= cancelledFrom) return code;
		if (fromGoodToWorst.indexOf(code) > fromGoodToWorst.indexOf(worst)) worst = code;
	}
	for (const line of table(rows)) say(line);
	return worst;
}

async function runOne(target: Target, run: RunTarget, say: (line: string) => void) {
	let started: RunStarted | undefined;
	let finished: RunFinished | undefined;
	const listener: RunListener = (event) => {
		if (event.type === 'run-started') started = event;
		else if (event.type === 'run-finished') finished = event;
	};
	const row = (verdict: string): Row => ({
		name: target.name,
		release: started?.kernel.release ?? '-',
		verdict,
	});
	try {
		const code = await run(target, listener);
		return {code, row: row(verdictOf(finished))};
	} catch (error) {
		// What keeps one target from being judged says nothing of the next.
		if (!(error instanceof BenchError)) throw error;
		say(`cfsbench: ${error.message}`);
		if (error.detail !== undefined) say(error.detail);
		if (error.remedy !== undefined) say(`Remedy: ${error.remedy}`);
		return {code: error.exitCode, row: row(`not judged: ${error.message}`)};
	}
}

function verdictOf(finished: RunFinished | undefined): string {
	if (finished === undefined) return 'nothing ran';
	const {passed, failed, crashed, timedout, notrun} = finished.counts;
	const bad = failed + crashed + timedout;
	return `${passed} passed, ${bad} failed, ${notrun} notrun, ${(finished.ms / 1000).toFixed(0)} s`;
}

function table(rows: readonly Row[]): readonly string[] {
	const width = (of: (row: Row) => string) => Math.max(...rows.map((row) => of(row).length));
	const [names, releases] = [width(({name}) => name), width(({release}) => release)];
	return rows.map(
		({name, release, verdict}) => `${name.padEnd(names)}  ${release.padEnd(releases)}  ${verdict}`,
	);
}
