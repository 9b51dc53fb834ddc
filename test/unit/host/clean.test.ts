import {existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {
	chooseBeyond,
	chooseOld,
	findLeftovers,
	isAnyRunning,
	removeLeftovers,
} from '../../../src/host/clean.ts';

const hourMs = 3600 * 1000;

test('what may be in use stays, what is old goes', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'clean-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const [cache, runs] = [join(directory, 'cache'), join(directory, 'runs')];
	const put = (path: string, idleMs: number, content = 'x') => {
		mkdirSync(join(directory, path, '..'), {recursive: true});
		writeFileSync(join(directory, path), content);
		const time = new Date(Date.now() - idleMs);
		utimesSync(join(directory, path), time, time);
	};
	put('cache/locks/a.lock', 100 * hourMs);
	put('cache/disks/old.img', 2 * hourMs);
	put('cache/disks/used.img', 0, 'y'.repeat(100_000));
	put('runs/ended/events.jsonl', 0);
	put('runs/ended/summary.json', 0);
	put('runs/running/events.jsonl', 0);
	put('runs/killed/events.jsonl', hourMs);

	const found = await findLeftovers(cache, runs);
	const names = (list: typeof found) => list.map(({path}) => path.slice(directory.length + 1)).sort();
	t.deepEqual(names(found), ['cache/disks/old.img', 'cache/disks/used.img', 'runs/ended', 'runs/killed']);
	t.true((found.find(({path}) => path.endsWith('used.img'))?.bytes ?? 0) >= 100_000);
	t.deepEqual(names(chooseOld(found, 24 * hourMs)), []);

	t.true(await isAnyRunning(runs));
	const chosen = chooseOld(found, 0);
	t.deepEqual(names(chosen), ['cache/disks/old.img', 'runs/ended', 'runs/killed']);
	await removeLeftovers(chosen);
	t.false(existsSync(join(runs, 'ended')));
	t.true(existsSync(join(runs, 'running')));
	t.true(existsSync(join(cache, 'disks/used.img')));
});

test('what goes beyond a size is what went unused longest', (t) => {
	const entry = (path: string, bytes: number, idleMs: number) => ({kind: 'disks', path, bytes, idleMs});
	const found = [entry('new', 50, 1), entry('oldest', 10, 9), entry('older', 60, 5)];
	const beyond = (bytes: number) => chooseBeyond(found, bytes).map(({path}) => path);

	t.deepEqual(beyond(120), []);
	t.deepEqual(beyond(119), ['oldest']);
	t.deepEqual(beyond(60), ['oldest', 'older']);
	t.deepEqual(beyond(-1), ['oldest', 'older', 'new']);
});

test('package lists go as a whole, by when they were asked for', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'clean-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	mkdirSync(join(directory, 'apt-sid/state/lists/partial'), {recursive: true});
	const asked = new Date(Date.now() - 5 * hourMs);
	utimesSync(join(directory, 'apt-sid/state/lists/partial'), asked, asked);

	const [lists, ...others] = await findLeftovers(directory, join(directory, 'runs'));
	t.deepEqual(others, []);
	t.like(lists, {kind: 'apt', path: join(directory, 'apt-sid')});
	t.true((lists?.idleMs ?? 0) >= 5 * hourMs);
});
