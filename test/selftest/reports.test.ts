import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {Parser} from 'tap-parser';
import {recordOf, type TimedEvent, xmlFaults} from '../unit/result/_recorded.ts';
import {root, suites} from './_bench.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-reports-'));
test.after.always(() => rmSync(directory, {recursive: true}));

test('a real run at a terminal: KTAP on it, JUnit and events in files, a page, and the exit code of always', async (t) => {
	const junit = join(directory, 'run.xml');
	const json = join(directory, 'run.jsonl');
	const cases = ['selftest/passes', 'selftest/warns'].join(' ');
	const command = `${process.execPath} --import tsx src/cli.ts run --suites ${suites} --tap=- --junit ${junit} --json=${json} ${cases}`;
	const {status, stdout} = spawnSync('script', ['-qec', command, '/dev/null'], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});

	t.is(status, 1);
	const [head, ...tap] = stdout.replaceAll('\r\n', '\n').split('\n');
	t.is(head, 'KTAP version 1');
	t.false(stdout.includes('\u001b'));
	const results = Parser.parse(tap.join('\n'), {strict: true}).filter(([name]) => name === 'assert');
	t.deepEqual(results.map(([, result]) => (result as {ok: boolean}).ok).sort(), [false, true]);

	const xml = readFileSync(junit, 'utf8');
	t.deepEqual(await xmlFaults(xml, 'junit/junit-10.xsd'), []);
	t.regex(xml, /tests="2" failures="1" errors="0"/);

	const lines = readFileSync(json, 'utf8').trimEnd().split('\n');
	const record = recordOf(lines.map((line) => JSON.parse(line) as TimedEvent));
	t.is(record.finished?.exitCode, 1);
	const page = join(record.started?.directory ?? '', 'report.html');
	t.true(existsSync(page));
	t.deepEqual(await xmlFaults(readFileSync(page, 'utf8')), []);
	t.true(readFileSync(page, 'utf8').includes('<h4>kernel splat</h4>'));
});

test('a report that cannot be written ends it before anything boots, with exit code 3', (t) => {
	const args = ['--import', 'tsx', 'src/cli.ts', 'run', '--junit', '/proc/nowhere/run.xml'];
	const {status, stdout, stderr} = spawnSync(process.execPath, args, {cwd: root, encoding: 'utf8'});

	t.is(status, 3);
	t.is(stdout, '');
	t.regex(stderr, /^cfsbench: can't write the report \/proc\/nowhere\/run\.xml: ENOENT\n/);
});
