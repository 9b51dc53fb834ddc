import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {findStray, strayInCompany} from '../../../src/host/stray-splats.ts';
import type {CaseFinished} from '../../../src/result/events.ts';

const calm = '[    1.000000] cfsbench: case ended: mount/twice\n';
const splat = `[    2.000000] ------------[ cut here ]------------
[    2.000000] WARNING: CPU: 0 PID: 7 at fs/inode.c:1 iput+0x1/0x2
[    2.000000] RIP: 0010:iput+0x1/0x2
[    2.000000] Call Trace:
[    2.000000]  late_work+0x3/0x4
[    2.000000] ---[ end trace 0000000000000000 ]---
`;

async function console(t: ExecutionContext, text: string) {
	const folder = await mkdtemp(join(tmpdir(), 'cfsbench-test-'));
	t.teardown(() => rm(folder, {recursive: true}));
	const path = join(folder, 'console.log');
	await writeFile(path, text);
	const told = {
		during: 'between',
		where: 'after mount/twice had ended',
		keepAs: join(folder, 'kept'),
	} as const;
	return {told, part: (from: number, to: number) => ({path, from, to})};
}

test('a splat in a part of the console is told and the part kept, one beside it is not', async (t) => {
	const {told, part} = await console(t, splat + calm + splat);
	const [begin, end] = [splat.length + calm.length, 2 * splat.length + calm.length];

	t.is(await findStray(part(splat.length, begin), told), undefined);
	await t.throwsAsync(readFile(told.keepAs), {code: 'ENOENT'});

	const stray = await findStray(part(begin, end), told);
	t.like(stray, {type: 'stray-splat', during: 'between', where: told.where, console: {path: told.keepAs}});
	t.deepEqual(stray?.reasons, ['WARNING: CPU: 0 PID: 7 at fs/inode.c:1 iput+0x1/0x2']);
	t.true(stray?.console.lines.some((line) => line.includes('late_work')));
	t.is(await readFile(told.keepAs, 'utf8'), splat);
});

test('what the kernel complained of in company stays a complaint when the case passes alone', (t) => {
	const before = (outcome: CaseFinished['outcome']): CaseFinished => ({
		type: 'case-finished',
		caseId: 'mount/twice',
		outcome,
		ms: 1,
		console: {path: 'console.log', lines: [], cutBytes: 0},
		log: [],
	});
	const failures = [
		{source: 'splat', message: 'WARNING: late'},
		{source: 'assertion', message: '1 is not 2'},
	] as const;
	t.deepEqual(strayInCompany(before({kind: 'failed', failures}))?.reasons, ['WARNING: late']);
	t.deepEqual(strayInCompany(before({kind: 'crashed', reason: 'Oops'}))?.reasons, ['Oops']);
	t.is(strayInCompany(before({kind: 'failed', failures: failures.slice(1)})), undefined);
});
