import test from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {parseMatrix} from '../../../src/host/matrix.ts';
import {type RunTarget, runMatrix} from '../../../src/host/matrix-run.ts';
import type {RunFinished, RunStarted} from '../../../src/result/events.ts';

const targets = parseMatrix(
	"[[target]]\nname = 'a'\n[[target]]\nname = 'bb'\n[[target]]\nname = 'c'\n",
	'm.toml',
);

const finished: RunFinished = {
	type: 'run-finished',
	counts: {passed: 7, failed: 1, crashed: 1, timedout: 0, notrun: 2},
	unjudged: [],
	exitCode: 1,
	ms: 3000,
};

const started: RunStarted = {
	type: 'run-started',
	runId: 'r',
	directory: '/r',
	kernel: {name: 'k', version: '1', release: '6.99'},
	accelerator: {name: 'tcg', reason: '', timeScale: 1},
	isolation: 'snapshot',
	jobs: 1,
	cases: [],
};

async function outcome(codes: (number | Error)[]) {
	const lines: string[] = [];
	const ran: string[] = [];
	const run: RunTarget = async (target, listener) => {
		ran.push(target.name);
		const code = codes.shift() ?? 0;
		if (code instanceof Error) throw code;
		listener(started);
		listener(finished);
		return code;
	};
	return {code: await runMatrix(targets, run, (line) => lines.push(line)), lines, ran};
}

test('every target runs, and each has a line in the summary', async (t) => {
	const {code, lines, ran} = await outcome([0, 1, 0]);
	t.is(code, 1);
	t.deepEqual(ran, ['a', 'bb', 'c']);
	t.deepEqual(lines.slice(-3), [
		'a   6.99  7 passed, 2 failed, 2 notrun, 3 s',
		'bb  6.99  7 passed, 2 failed, 2 notrun, 3 s',
		'c   6.99  7 passed, 2 failed, 2 notrun, 3 s',
	]);
});

test('a target that could not be judged is worse than a failed case, and keeps no other from running', async (t) => {
	const error = new InfraError('no network', {remedy: 'Plug it in.'});
	const {code, lines, ran} = await outcome([1, error, 125]);
	t.is(code, 3);
	t.deepEqual(ran, ['a', 'bb', 'c']);
	t.true(lines.includes('Remedy: Plug it in.'));
	t.is(lines.at(-2), 'bb  -     not judged: no network');
	t.is((await outcome([125, 1, 0])).code, 125);
	t.is((await outcome([3, new UsageError('no such group'), 0])).code, 2);
});

test('who cancels one target wants no other', async (t) => {
	const {code, ran} = await outcome([0, 130, 0]);
	t.is(code, 130);
	t.deepEqual(ran, ['a', 'bb']);
});

test('a defect of ours is no verdict', async (t) => {
	await t.throwsAsync(outcome([new TypeError('oops')]), {instanceOf: TypeError});
});
