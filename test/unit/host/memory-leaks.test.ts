import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {PlaceDecoder} from '../../../src/host/decode-places.ts';
import {leaksOfCases, withLeaks} from '../../../src/host/memory-leaks.ts';
import type {CaseFinished} from '../../../src/result/events.ts';
import type {ModuleStay} from '../../../src/result/protocol.ts';

const text = readFileSync(join(import.meta.dirname, '../../fixtures/kmemleak/forgets-memory.txt'), 'utf8');
const allocated = 4_294_938_547;
const decoder = new PlaceDecoder({modules: new Map(), compiledIn: '/'});

const stay = (caseId: string, from: number): ModuleStay => ({
	caseId,
	module: 'bench_faults',
	from,
	sections: {},
});

test('blames the case whose module was loaded when the memory was allocated', async (t) => {
	const stays = [stay('s/a', allocated - 500), stay('s/b', allocated - 3), stay('s/c', allocated + 20)];
	const found = await leaksOfCases({stays, text}, decoder);

	t.deepEqual([...found.keys()], ['s/b']);
	const leaks = found.get('s/b');
	t.deepEqual(leaks?.failures, [
		{
			source: 'leak',
			message: 'nothing refers any more to 4 objects of 96 bytes, allocated in 0xffffffffa0010191',
		},
	]);
	t.is(leaks?.lines.join('\n'), text.trimEnd());
	t.is(leaks?.examples.length, 20);
});

test('leaks of the kernel itself, and of modules that nobody tests, are nobody’s', async (t) => {
	const kernel = text.replaceAll(/0xffffffffa\w+$/gm, 'vfs_open+0x1/0x2');
	const other = text.replaceAll(/0xffffffffa\w+$/gm, 'ext4_open+0x1/0x2 [ext4]');
	for (const report of [kernel, other, ''])
		t.is((await leaksOfCases({stays: [stay('s/a', 0)], text: report}, decoder)).size, 0);
});

test('a case that leaked has failed, and keeps what it failed with before', async (t) => {
	const leaks = (await leaksOfCases({stays: [stay('s/a', 0)], text}, decoder)).get('s/a');
	const result: CaseFinished = {
		type: 'case-finished',
		caseId: 's/a',
		outcome: {kind: 'failed', failures: [{source: 'assertion', message: '1 is not 2'}]},
		ms: 1,
		console: {path: '/console', lines: ['first'], cutBytes: 0},
		log: [],
	};
	if (leaks === undefined) return t.fail();
	const {outcome, console} = withLeaks(result, leaks);

	t.deepEqual(outcome.kind === 'failed' && outcome.failures.map(({source}) => source), ['assertion', 'leak']);
	t.deepEqual(console.lines.slice(0, 2), ['first', 'unreferenced object 0xffff888006457e80 (size 96):']);
	t.is(withLeaks({...result, outcome: {kind: 'passed'}}, leaks).outcome.kind, 'failed');
});
