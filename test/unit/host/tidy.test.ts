import {existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {tidy} from '../../../src/host/tidy.ts';

const hourMs = 3600 * 1000;

function folders(t: ExecutionContext) {
	const root = mkdtempSync(join(tmpdir(), 'tidy-'));
	t.teardown(() => rmSync(root, {recursive: true}));
	const put = (path: string, idleHours: number) => {
		mkdirSync(join(root, path), {recursive: true});
		writeFileSync(join(root, path, 'content'), 'x'.repeat(20_000));
		const used = new Date(Date.now() - idleHours * hourMs);
		utimesSync(join(root, path), used, used);
	};
	return {root, put, cache: join(root, 'cache'), runs: join(root, 'runs')};
}

test('kernels and runs beyond their limit go, those that went unused longest first', async (t) => {
	const {put, cache, runs} = folders(t);
	put('cache/kernels/a', 30);
	put('cache/kernels/b', 50);
	put('cache/kernels/c', 1);
	put('runs/old', 24 * 9);
	put('runs/of-this-week', 24 * 5);
	const limits = {kernels: 60_000, runs: 0};

	t.deepEqual(await tidy(cache, runs, Date.now(), limits), ['kernels/b', 'runs/old']);
	t.true(existsSync(join(cache, 'kernels/a')));
});

test('what was used within a day stays, whatever it takes', async (t) => {
	const {put, cache, runs} = folders(t);
	put('cache/kernels/a', 23);
	put('cache/kernels/b', 25);

	t.deepEqual(await tidy(cache, runs, Date.now(), {kernels: 0, runs: 0}), ['kernels/b']);
});

test('package lists of a suite go when nobody asked for a month, or there are none', async (t) => {
	const {root, put, cache, runs} = folders(t);
	put('cache/apt-nosuch', 1);
	put('cache/apt-sid/state/lists/partial', 24 * 29);
	put('cache/apt-trixie/state/lists/partial', 24 * 31);
	put('cache/apt', 24 * 99);

	t.deepEqual((await tidy(cache, runs)).toSorted(), ['apt-nosuch', 'apt-trixie']);
	t.true(existsSync(join(root, 'cache/apt')));
});

test('looks once a day', async (t) => {
	const {put, cache, runs} = folders(t);
	t.deepEqual(await tidy(cache, runs), []);
	put('cache/apt-nosuch', 1);

	t.deepEqual(await tidy(cache, runs), []);
	t.deepEqual(await tidy(cache, runs, Date.now() + 25 * hourMs), ['apt-nosuch']);
});
