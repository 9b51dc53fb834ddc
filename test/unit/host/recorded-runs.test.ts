import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {readRunSummary} from '../../../src/host/recorded-runs.ts';

const ids = ['20300101-100000-a1', '20300101-100000-a2', '20310101-100000-b0', '20310102-100000-c0'];
const unfinished = '20310102-110000-d0';

function checkout(t: ExecutionContext) {
	const root = mkdtempSync(join(tmpdir(), 'cfsbench-'));
	t.teardown(() => rmSync(root, {recursive: true}));
	for (const id of [...ids, unfinished]) mkdirSync(join(root, 'runs', id), {recursive: true});
	for (const id of ids)
		writeFileSync(
			join(root, 'runs', id, 'summary.json'),
			JSON.stringify({runId: id, cases: [], unjudged: []}),
		);
	writeFileSync(join(root, 'runs', 'memory.json'), '{}');
	return {root, idOf: async (name: string) => (await readRunSummary(root, name, root)).runId};
}

test('a run is found by its id, the beginning of it, or its path', async (t) => {
	const {root, idOf} = checkout(t);
	t.is(await idOf('20300101-100000-a1'), '20300101-100000-a1');
	t.is(await idOf('20310101'), '20310101-100000-b0');
	t.is(await idOf('runs/20300101-100000-a2'), '20300101-100000-a2');
	t.is(await idOf(join(root, 'runs', '20300101-100000-a2')), '20300101-100000-a2');
});

test('last is the latest that came to its end, and last~N counts back from it', async (t) => {
	const {idOf} = checkout(t);
	t.is(await idOf('last'), '20310102-100000-c0');
	t.is(await idOf('last~0'), '20310102-100000-c0');
	t.is(await idOf('last~1'), '20310101-100000-b0');
	t.is(await idOf('last~3'), '20300101-100000-a1');
	await t.throwsAsync(idOf('last~4'), {
		instanceOf: UsageError,
		message: /there is no run 'last~4': .* holds 4 finished runs$/,
	});
});

test('a name that is no run is refused, with the nearest', async (t) => {
	const {idOf} = checkout(t);
	await t.throwsAsync(idOf('20300101'), {instanceOf: UsageError, message: /^2 runs begin with '20300101'/});
	await t.throwsAsync(idOf(unfinished), {instanceOf: UsageError, message: /is no finished run/});
	await t.throwsAsync(idOf(''), {instanceOf: UsageError, message: /^no run is named ''/});

	const typo = await t.throwsAsync(idOf('20310101-100000-bo'), {instanceOf: UsageError});
	t.regex(typo?.remedy ?? '', /^Did you mean 20310101-100000-b0/);
	const word = await t.throwsAsync(idOf('lst'), {instanceOf: UsageError});
	t.is(word?.remedy, 'Did you mean last?');
	const far = await t.throwsAsync(idOf('something/else'), {instanceOf: UsageError});
	t.regex(far?.remedy ?? '', /^name a run by its id in runs/);
});
