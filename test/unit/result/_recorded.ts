import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {validateXML} from 'xmllint-wasm';
import type {CaseFinished, RunEvent} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';
import {type RunRecord, RunRecorder} from '../../../src/result/run-record.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
export const recordedFile = join(fixtures, 'events/selftest.jsonl');

export type TimedEvent = RunEvent & {readonly time: string};

/** A real run of six cases: passed, failed by assertion and by splat, notrun, crashed, timed out. */
export function recorded(): readonly TimedEvent[] {
	const lines = readFileSync(recordedFile, 'utf8').split('\n').filter(Boolean);
	return lines.map((line) => JSON.parse(line) as TimedEvent);
}

export function recordOf(events: readonly (RunEvent & {readonly time?: string})[]): RunRecord {
	const recorder = new RunRecorder();
	for (const [index, event] of events.entries())
		recorder.hear(event, event.time === undefined ? 1_000 * index : Date.parse(event.time));
	return recorder.record();
}

/** What a guest may say to break out of a report, whatever its format. */
export const hostile = [
	'NUL \u0000 and BEL \u0007',
	'\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2J\u001b]never ends',
	']]> <![CDATA[ --> <!-- <script>alert(1)</script> </pre></section></style></title>',
	'&lt; & \' " `` ``` ~~~',
	'lone \ud800 surrogates \udfff, \ufffe and \uffff, C1 \u0085\u009b31m, turned \u202e around',
	'carriage\rreturn\r\nand lines\u2028of another kind',
	'not ok 1 # TODO\n1..0\nBail out!\n    # Subtest: x\nok 3 - #SKIP\n# Subtest: y\n  ---\n  yaml: [',
	'::error::no\n::set-output name=x::y\n##[group]z\n::add-mask::0',
].join('\n');

export function started(...ids: readonly string[]): RunEvent {
	return {
		type: 'run-started',
		runId: '1',
		directory: '/p/runs/1',
		kernel: {name: 'linux-image-x', version: '6.12-1', release: '6.12-cloud'},
		accelerator: {name: 'tcg', reason: 'no KVM here', timeScale: 12},
		isolation: 'snapshot',
		jobs: 2,
		cases: ids.map((id) => ({
			id,
			file: `/p/test/suites/${id}.ts`,
			title: `title of ${id}`,
			groups: ['auto'],
			requires: [],
			fixtures: [],
			batch: false,
			deadlineMs: 1000,
			module: false,
		})),
	};
}

export function finished(caseId: string, outcome: Outcome, more: Partial<CaseFinished> = {}): RunEvent {
	const console = {path: `/p/runs/1/cases/${caseId}/console.log`, lines: [], cutBytes: 0};
	return {type: 'case-finished', caseId, outcome, ms: 120, console, log: [], ...more};
}

export function ended(unjudged: readonly string[] = [], why?: string): RunEvent {
	const counts = {passed: 0, failed: 0, notrun: 0, crashed: 0, timedout: 0};
	return {
		type: 'run-finished',
		counts,
		unjudged,
		exitCode: why === undefined ? 0 : 3,
		ms: 2_000,
		...(why !== undefined && {ended: why}),
	};
}

/** Every string of a run is hostile: ids, titles, reasons, logs, consoles, notes. */
export function hostileRun(): readonly RunEvent[] {
	const id = `s/${hostile}`;
	const lines = hostile.split('\n');
	const console = {path: `/p/${hostile}`, lines, cutBytes: 0};
	const more = {console, log: lines, note: hostile, rerun: hostile};
	return [
		started(id, 's/b', 's/c', 's/d', 's/e', 's/f'),
		{type: 'case-started', caseId: id, again: false},
		finished(id, {kind: 'failed', failures: [{source: 'assertion', message: hostile, stack: hostile}]}, more),
		finished('s/b', {kind: 'notrun', reason: hostile}, more),
		finished('s/c', {kind: 'crashed', reason: hostile}, more),
		finished('s/d', {kind: 'timedout', deadlineMs: 1}, more),
		finished('s/e', {kind: 'notrun', reason: hostile}, {...more, notAllowed: true}),
		{type: 'infra-error', caseId: id, message: hostile, retried: true},
		ended(['s/f'], hostile),
	];
}

/** What xmllint finds wrong: against Jenkins' JUnit schema, or, without one, against the rules of XML itself. */
export async function xmlFaults(contents: string, schemaFile?: string): Promise<readonly string[]> {
	const xml = [{fileName: 'report.xml', contents}];
	const schema =
		schemaFile === undefined
			? undefined
			: [{fileName: 'schema.xsd', contents: readFileSync(join(fixtures, schemaFile), 'utf8')}];
	const pages = {initialMemoryPages: 1024, maxMemoryPages: 4096};
	const {valid, errors} = await validateXML(
		schema === undefined ? {xml, normalization: 'format', ...pages} : {xml, schema, ...pages},
	);
	return valid && errors.length === 0 ? [] : [...errors.map(({rawMessage}) => rawMessage), `valid: ${valid}`];
}
