import {closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {dataExtents} from '../../../src/bench/extents.ts';

const mebibyte = 2 ** 20;

/** A file of this size with a block of data at each of these places. */
function sparse(t: ExecutionContext, size: number, ...places: readonly number[]): string {
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-extents-'));
	t.teardown(() => rmSync(directory, {recursive: true, force: true}));
	const path = join(directory, 'file');
	const file = openSync(path, 'wx');
	ftruncateSync(file, size);
	for (const place of places) writeSync(file, Buffer.alloc(4096, 'x'), 0, 4096, place);
	closeSync(file);
	return path;
}

test('extents are in order, apart, and hold all that was written', (t) => {
	const places = [0, 40 * mebibyte, 90 * mebibyte];
	const extents = dataExtents(sparse(t, 100 * mebibyte, ...places));

	for (const place of places)
		t.true(
			extents.some(([start, end]) => start <= place && place + 4096 <= end),
			`${place} in ${JSON.stringify(extents)}`,
		);
	for (const [index, [start, end]] of extents.entries()) {
		t.true(start < end);
		t.true(end <= 100 * mebibyte);
		t.true(index === 0 || start - (extents[index - 1]?.[1] ?? 0) >= 4 * mebibyte);
	}
});

test('extents that are close are told as one', (t) => {
	const extents = dataExtents(sparse(t, 100 * mebibyte, 50 * mebibyte, 51 * mebibyte, 53 * mebibyte));

	t.is(extents.length, 1);
	t.true((extents[0]?.[0] ?? 0) <= 50 * mebibyte);
	t.true((extents[0]?.[1] ?? 0) >= 53 * mebibyte + 4096);
});

test('a file that is empty has no extents', (t) => {
	t.deepEqual(dataExtents(sparse(t, 0)), []);
});
