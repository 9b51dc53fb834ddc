import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {lockStore} from '../../../src/store/lock-store.ts';

function scratch(t: ExecutionContext): string {
	const path = mkdtempSync(join(tmpdir(), 'lock-store-'));
	t.teardown(() => rmSync(path, {recursive: true}));
	return path;
}

test('writers share a store, and whoever removes waits for all of them', async (t) => {
	const directory = scratch(t);
	const [first, second] = [await lockStore(directory, 'shared'), await lockStore(directory, 'shared')];
	let waited = 0;
	let held = false;
	const exclusive = lockStore(directory, 'exclusive', {onWait: () => waited++}).then((lock) => {
		held = true;
		return lock;
	});

	first[Symbol.dispose]();
	await new Promise((resolve) => setTimeout(resolve, 150));
	t.deepEqual([waited, held], [1, false]);
	second[Symbol.dispose]();
	(await exclusive)[Symbol.dispose]();
	t.true(held);
});

test('waiting ends with the reason of the signal', async (t) => {
	const directory = scratch(t);
	using _lock = await lockStore(directory, 'exclusive');
	const controller = new AbortController();
	const waiting = lockStore(directory, 'shared', {
		signal: controller.signal,
		onWait: () => controller.abort(new RangeError('no')),
	});
	await t.throwsAsync(waiting, {instanceOf: RangeError, message: 'no'});
});
