import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {compareRecords, regressions} from '../../../../src/bench/baseline.ts';
import {type GrowthRecord, growthNumbers, readGrowthRecord} from '../../../../src/bench/growth/record.ts';
import type {Point, Series} from '../../../../src/bench/growth/series.ts';
import {UsageError} from '../../../../src/errors.ts';

const environment = {kernel: '6.12', qemu: '7.2', machine: 'm', shape: 'small', node: '20', driver: 'abc'};
const series = (
	contestant: Series['contestant'],
	points: readonly Point[],
	more: Partial<Series> = {},
): Series => ({
	title: 'the n-th mount',
	unit: 'insn',
	contestant,
	points,
	judged: true,
	...more,
});
const record = (...mounts: readonly Series[]): GrowthRecord => ({environment, growth: {mounts}, notrun: {}});

test('each point is a number of its own, what lies beyond another is none', (t) => {
	const own: readonly Point[] = [
		[1, 40],
		[1000, 75],
	];
	const {results} = growthNumbers(
		record(
			series('composefs', own),
			series('composefs', own, {title: 'beyond', beyond: 'tmpfs'}),
			series('erofs', own),
		),
	);
	const numbers = {'the n-th mount, 1 mounts': [40], 'the n-th mount, 1,000 mounts': [75]};
	t.deepEqual(results, {composefs: numbers, erofs: numbers});
});

test('a point of the driver that grew past the threshold is a regression', (t) => {
	const before = record(
		series('composefs', [
			[1, 100],
			[10, 100],
			[100, 100],
		]),
		series('erofs', [[1, 100]]),
	);
	const now = record(
		series('composefs', [
			[1, 100.5],
			[10, 102],
			[1000, 500],
		]),
		series('erofs', [[1, 200]]),
	);
	const comparison = compareRecords(growthNumbers(before), growthNumbers(now));
	t.is(comparison.changes.length, 3);
	t.deepEqual(
		regressions(comparison, 0.01).map(({metric}) => metric),
		['the n-th mount, 10 mounts'],
	);
	t.deepEqual(regressions(comparison, 0.03), []);
});

test('the record of trials is none of growth, and a file that is none is named', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'growth-record-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const path = join(place, 'g.json');
	t.throws(() => readGrowthRecord(path), {instanceOf: UsageError, message: /g\.json can't be read: ENOENT/});
	const good = record(series('composefs', [[1, 40]]));
	for (const wrong of [null, {environment, results: {composefs: {a: [1]}}}, {growth: good.growth}]) {
		writeFileSync(path, JSON.stringify(wrong));
		t.throws(() => readGrowthRecord(path), {
			instanceOf: UsageError,
			message: /Expected .*g\.json to be a record of growth/,
		});
	}
	const [own] = good.growth.mounts ?? [];
	for (const [growth, message] of [
		[null, /expected growth to be an object, got null/],
		[{}, /expected growth to be something of entries and mounts, got \{\}/],
		[{mounts: {}}, /expected growth\.mounts to be an array of series, got \{\}/],
		[{mounts: []}, /expected growth\.mounts to be an array of series, got \[\]/],
		[{mounts: [own, null]}, /expected growth\.mounts\[1\] to be an object, got null/],
		[{mounts: [{...own, title: 1}]}, /expected growth\.mounts\[0\]\.title to be a text, got 1/],
		[
			{mounts: [{...own, contestant: 'x'}]},
			/expected growth\.mounts\[0\]\.contestant to be one of composefs.*got "x"/,
		],
		[{mounts: [{...own, points: null}]}, /expected growth\.mounts\[0\]\.points to be an array of counts/],
		[
			{mounts: [{...own, points: [[1, null]]}]},
			/expected growth\.mounts\[0\]\.points to be an array of counts/,
		],
	] as const) {
		writeFileSync(path, JSON.stringify({environment, growth}));
		t.throws(() => readGrowthRecord(path), {instanceOf: UsageError, message});
	}
	writeFileSync(path, JSON.stringify(good));
	t.deepEqual(readGrowthRecord(path), good);
});
