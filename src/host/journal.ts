import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {CaseFinished, RunFinished, RunListener, RunStarted} from '../result/events.ts';
import {encodeEvent, isWorthKeeping} from '../result/json-events.ts';
import {namingDisk} from './naming-disk.ts';

/** Keeps a run's events: `events.jsonl` as they come, `summary.json` at the end. Written at once, so that a killed run leaves them. */
export function openJournal(directory: string): RunListener {
	const events = join(directory, 'events.jsonl');
	namingDisk(events, () => writeFileSync(events, ''));
	let started: RunStarted | undefined;
	const finished: CaseFinished[] = [];

	return (event) => {
		if (isWorthKeeping(event)) {
			const line = encodeEvent(event, new Date());
			namingDisk(events, () => appendFileSync(events, line));
		}
		if (event.type === 'run-started') started = event;
		if (event.type === 'case-finished') finished.push(event);
		if (event.type === 'run-finished')
			writeSummary(join(directory, 'summary.json'), started, finished, event);
	};
}

function writeSummary(
	path: string,
	started: RunStarted | undefined,
	finished: readonly CaseFinished[],
	end: RunFinished,
): void {
	const cases = finished.map(({caseId, outcome, ms, readyMs, note, notAllowed, annotation, attempts}) => ({
		caseId,
		outcome,
		ms,
		...(readyMs !== undefined && {readyMs}),
		...(note !== undefined && {note}),
		...(notAllowed === true && {notAllowed}),
		...(annotation !== undefined && {annotation}),
		...(attempts !== undefined && {attempts}),
	}));
	const {counts, annotations, unjudged, exitCode, ms} = end;
	const about = started && {
		runId: started.runId,
		kernel: started.kernel,
		accelerator: started.accelerator,
		isolation: started.isolation,
		...(started.runner !== undefined && {runner: started.runner}),
		jobs: started.jobs,
		...(started.contestant !== undefined && {contestant: started.contestant}),
		...(started.shard !== undefined && {shard: started.shard}),
	};
	const text = `${JSON.stringify({...about, counts, annotations, exitCode, ms, unjudged, cases}, null, '\t')}\n`;
	namingDisk(path, () => writeFileSync(path, text));
}
