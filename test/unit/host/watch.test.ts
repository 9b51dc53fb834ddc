import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import test from 'ava';
import {isHostCode, isSource, SaveWatcher} from '../../../src/host/watch.ts';

function project() {
	const root = mkdtempSync(join(tmpdir(), 'cfsbench-'));
	for (const folder of ['kernel/format', 'docs']) mkdirSync(join(root, folder), {recursive: true});
	const save = (path: string) => writeFileSync(join(root, path), 'x');
	return {root, save};
}

test('saves that come together are told together, those elsewhere not at all', async (t) => {
	const {root, save} = project();
	const watcher = new SaveWatcher(root, ['kernel', 'absent']);
	t.teardown(() => watcher.close());
	const saved = watcher.next(AbortSignal.timeout(10_000));
	save('docs/page.c');
	save('kernel/.super.c.swp');
	save('kernel/super.c');
	save('kernel/format/inode.c');
	t.deepEqual(await saved, ['kernel/format/inode.c', 'kernel/super.c']);
});

test('what is saved while nobody listens is told later', async (t) => {
	const {root, save} = project();
	const watcher = new SaveWatcher(root, [join(root, 'kernel')]);
	t.teardown(() => watcher.close());
	save('kernel/Kbuild');
	await sleep(400);
	t.deepEqual(await watcher.next(AbortSignal.timeout(10_000)), ['kernel/Kbuild']);
});

test('a wait ends with its signal', async (t) => {
	const {root} = project();
	const watcher = new SaveWatcher(root, ['kernel']);
	t.teardown(() => watcher.close());
	const controller = new AbortController();
	const wait = watcher.next(controller.signal);
	controller.abort(new Error('enough'));
	await t.throwsAsync(wait, {message: 'enough'});
});

test('sources are told from what editors leave', (t) => {
	for (const path of ['kernel/super.c', 'a/Kbuild', 'b.ts', 'vm/init']) t.true(isSource(path), path);
	for (const path of ['4913', 'super.c~', '.super.c.swp', '#super.c#', 'a.o', 'a/.x.ts'])
		t.false(isSource(path), path);
});

test('what runs on the host is told from what the guest gets anew', (t) => {
	for (const path of ['src/host/run.ts', 'src/vm/qmp.ts', 'src/result/frame.ts'])
		t.true(isHostCode(path), path);
	for (const path of ['src/guest/agent.ts', 'kernel/super.c', 'test/suites/a/b.ts'])
		t.false(isHostCode(path), path);
});
