import {appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {captureConsole, waitForMark} from '../../../src/host/console-capture.ts';
import {consoleMark} from '../../../src/result/protocol.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-capture-'));
test.after.always(() => rmSync(directory, {recursive: true}));

function consoleOf(name: string, text: string) {
	const from = join(directory, name);
	writeFileSync(from, text);
	return {from, offset: 0, to: `${from}.kept`};
}

test('keeps a console whole, and finds its splats', async (t) => {
	const text = `[    1.0] x\n${consoleMark.start('s/a')}\n[    2.000000] BUG: KASAN: y\n`;
	const options = consoleOf('whole', text);
	const captured = await captureConsole(options);

	t.is(readFileSync(options.to, 'utf8'), text);
	t.like(captured, {cutBytes: 0, endOffset: text.length});
	t.deepEqual(
		captured.splats.map(({kind}) => kind),
		['kasan'],
	);
	t.deepEqual(captured.tail, ['BUG: KASAN: y']);
});

test('starts where the case before ended', async (t) => {
	const before = 'BUG: KASAN: of another case\n';
	const options = {...consoleOf('offset', `${before}quiet\n`), offset: before.length};

	t.deepEqual((await captureConsole(options)).splats, []);
	t.is(readFileSync(options.to, 'utf8'), 'quiet\n');
});

test('cuts a flood in the middle, says how much, and still finds a splat in what it cut', async (t) => {
	const line = `${'flood '.repeat(100)}\n`;
	const flood = line.repeat(4000);
	const text = `first\n${flood}BUG: KASAN: in the flood\n${flood}last\n`;
	const options = consoleOf('flood', text);
	const {cutBytes, splats, tail} = await captureConsole(options);

	const kept = readFileSync(options.to, 'utf8');
	const mark = `\n[... ${cutBytes} bytes cut by composefs-bench ...]\n`;
	t.true(cutBytes > 2 ** 20);
	t.is(kept.length, text.length - cutBytes + mark.length);
	t.true(kept.startsWith('first\n') && kept.endsWith('last\n') && kept.includes(mark));
	t.is(splats.length, 1);
	t.is(tail.at(-1), 'last');
});

test('tells what we asked for after the deadline from what the case did', async (t) => {
	const own = `${consoleMark.start('s/a')}\nthe case's last words\n`;
	const text = `${own}Kernel panic - not syncing: NMI: Not continuing\n`;
	const captured = await captureConsole({...consoleOf('evidence', text), judgeUntil: own.length});

	t.deepEqual(captured.splats, []);
	t.is(captured.evidence[0]?.kind, 'panic');
	t.deepEqual(captured.tail, ["the case's last words"]);
});

test('reads the status with which the agent ended', async (t) => {
	const captured = await captureConsole(consoleOf('agent', `x\r\n${consoleMark.agentEnded}, status 137\r\n`));

	t.is(captured.agentStatus, '137');
});

test('waits for a mark that comes late, and gives up on one that never comes', async (t) => {
	const {from} = consoleOf('late', 'x\n');
	setTimeout(() => appendFileSync(from, 'the mark\n'), 30);
	t.true(await waitForMark(from, 0, 'the mark', 5_000));
	t.true(readFileSync(from, 'utf8').includes('the mark'));

	const start = performance.now();
	t.false(await waitForMark(from, 0, 'another mark', 50));
	t.true(performance.now() - start >= 45);
});
