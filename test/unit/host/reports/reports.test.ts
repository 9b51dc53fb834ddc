import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError, UsageError} from '../../../../src/errors.ts';
import {htmlPage} from '../../../../src/host/reports/html-page.ts';
import {openReports, type ReportOptions} from '../../../../src/host/reports/index.ts';
import {toAll} from '../../../../src/host/reports/to-all.ts';
import type {RunEvent} from '../../../../src/result/events.ts';
import {ended, finished, recorded, started} from '../../result/_recorded.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-reports-'));
test.after.always(() => rmSync(directory, {recursive: true}));

function open(more: Partial<ReportOptions> = {}) {
	const said = {out: '', err: '', human: 0};
	const reports = openReports({
		root: '/checkout',
		env: {},
		stdout: (text) => {
			said.out += text;
		},
		stderr: (text) => {
			said.err += text;
		},
		human: () => () => {
			said.human += 1;
		},
		...more,
	});
	const tell = (events: readonly RunEvent[]) => {
		for (const event of events) reports.listener(event);
		reports.close();
	};
	return {said, tell, close: reports.close};
}

test('people and files are told of the same run at once', (t) => {
	const at = (name: string) => join(directory, 'all', name);
	const {said, tell} = open({tap: at('run.tap'), json: at('run.jsonl'), junit: at('run.xml')});
	const events = recorded();
	tell(events);

	t.is(said.human, events.length);
	t.is(said.out, '');
	t.deepEqual(readdirSync(join(directory, 'all')).sort(), ['run.jsonl', 'run.tap', 'run.xml']);
	t.true(readFileSync(at('run.tap'), 'utf8').startsWith('KTAP version 1\n'));
	t.is(readFileSync(at('run.jsonl'), 'utf8').trimEnd().split('\n').length, events.length);
	t.true(readFileSync(at('run.xml'), 'utf8').endsWith('</testsuites>\n'));
});

test('a report on the standard output has it for itself', (t) => {
	const tap = open({tap: true, env: {GITHUB_ACTIONS: 'true'}});
	tap.tell(recorded());
	t.is(tap.said.human, 0);
	t.true(tap.said.out.startsWith('KTAP version 1\n'));
	t.false(tap.said.out.includes('::'));
	t.regex(tap.said.err, /^::stop-commands::/);

	const json = open({json: true});
	json.tell(recorded());
	t.is(json.said.human, 0);
	for (const line of json.said.out.trimEnd().split('\n')) t.is(JSON.parse(line).version, 1);
});

test('two reports never share a place', (t) => {
	t.throws(() => open({tap: true, json: true}), {
		instanceOf: UsageError,
		message: '--tap and --json both want the standard output',
	});
	const path = join(directory, 'same');
	t.throws(() => open({tap: path, junit: path}), {
		instanceOf: UsageError,
		message: `--tap and --junit both name ${path}`,
	});
});

test('what cannot be written ends it before the run, and leaves nothing half written', (t) => {
	const good = join(directory, 'left');
	t.throws(() => open({tap: join(good, 'run.tap'), junit: '/proc/nowhere/run.xml'}), {
		instanceOf: InfraError,
		message: "can't write the report /proc/nowhere/run.xml: ENOENT",
	});
	t.deepEqual(readdirSync(good), []);
	t.throws(() => open({env: {GITHUB_STEP_SUMMARY: '/proc/nowhere/summary'}}), {
		instanceOf: InfraError,
		message: /^can't write the step summary \/proc\/nowhere\/summary: /,
	});
});

test('a run that never came to its end leaves the files as they were', (t) => {
	const path = join(directory, 'kept.xml');
	writeFileSync(path, 'of the last run');
	const {tell} = open({junit: path});
	tell(recorded().slice(0, -1));

	t.is(readFileSync(path, 'utf8'), 'of the last run');
	t.is(readdirSync(directory).filter((name) => name.startsWith('.')).length, 0);
});

test("GitHub's summary is appended to what other steps wrote", (t) => {
	const path = join(directory, 'summary.md');
	writeFileSync(path, 'before\n');
	const {tell} = open({env: {GITHUB_STEP_SUMMARY: path}});
	tell(recorded());

	t.regex(readFileSync(path, 'utf8'), /^before\n## ❌ composefs-bench: cases failed\n/);
});

test('an annotation without a line of its own points at the title of its case, from the workspace', (t) => {
	const file = join(directory, 'case.ts');
	writeFileSync(file, 'import x;\n\nexport default defineCase({\n\ttitle: "t",\n');
	const start = started('s/a') as Extract<RunEvent, {type: 'run-started'}>;
	const cases = start.cases.map((listed) => ({...listed, file}));
	const {said, tell} = open({env: {GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: directory}});
	tell([{...start, cases}, finished('s/a', {kind: 'crashed', reason: 'gone'}), ended()]);

	t.true(said.out.includes('\n::error file=case.ts,line=4,title=s/a crashed::gone\n'));
});

test('the page has the console of what went wrong, and of nothing else', (t) => {
	const run = mkdtempSync(join(directory, 'run-'));
	const console = (name: string) => {
		const path = join(run, name);
		writeFileSync(path, `console of ${name}\n`);
		return {path, lines: [], cutBytes: 0};
	};
	const listener = htmlPage(run);
	for (const event of [
		started('s/a', 's/b', 's/c'),
		finished('s/a', {kind: 'crashed', reason: 'gone'}, {console: console('bad')}),
		finished('s/b', {kind: 'passed'}, {console: console('good')}),
		finished('s/c', {kind: 'crashed', reason: 'gone'}, {console: {path: '/p/x', lines: [], cutBytes: 0}}),
		ended(),
	])
		listener(event);

	const page = readFileSync(join(run, 'report.html'), 'utf8');
	t.true(page.includes('console of bad'));
	t.false(page.includes('console of good'));
	t.true(existsSync(join(run, 'report.html')));
});

test('a listener that fails keeps no other from hearing', (t) => {
	let heard = 0;
	const listener = toAll([
		() => {
			throw new InfraError('no');
		},
		() => {
			heard += 1;
		},
	]);

	t.throws(() => listener(ended()), {instanceOf: InfraError, message: 'no'});
	t.is(heard, 1);
});
