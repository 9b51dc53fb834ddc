import {closeSync, openSync, readSync} from 'node:fs';
import {join} from 'node:path';
import type {RunListener} from '../../result/events.ts';
import {encodeHtml} from '../../result/html.ts';
import {type RunRecord, RunRecorder} from '../../result/run-record.ts';
import {isBad, verdictOf} from '../../result/verdict.ts';
import {openReportFile} from './report-file.ts';

/** Consoles on one page; what is past it stands in the run's own files. */
const consoleBudgetBytes = 16 * 1024 * 1024;
const mostOfOneBytes = 1024 * 1024 + 4096;

/** Writes a run's page, `report.html`, into its directory when the run ends. */
export function htmlPage(directory: string): RunListener {
	const recorder = new RunRecorder();
	return (event) => {
		recorder.hear(event, Date.now());
		if (event.type !== 'run-finished') return;

		const record = recorder.record();
		const file = openReportFile(join(directory, 'report.html'));
		try {
			file.write(encodeHtml(record, consolesOf(record)));
			file.publish();
		} finally {
			file.discard();
		}
	};
}

function consolesOf({cases}: RunRecord): ReadonlyMap<string, string> {
	const consoles = new Map<string, string>();
	let left = consoleBudgetBytes;
	for (const {id, result} of cases) {
		if (result === undefined || !isBad(verdictOf(result)) || left <= 0) continue;
		const bytes = readStart(result.console.path);
		if (bytes === undefined) continue;
		left -= bytes.length;
		consoles.set(id, bytes.toString());
	}
	return consoles;
}

/** The captured console is bounded; a page can be made without one. */
function readStart(path: string): Buffer | undefined {
	try {
		const file = openSync(path, 'r');
		try {
			const buffer = Buffer.allocUnsafe(mostOfOneBytes);
			return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
		} finally {
			closeSync(file);
		}
	} catch {
		return undefined;
	}
}
