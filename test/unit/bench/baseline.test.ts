import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {compareRecords, comparisonLines, readRecord, regressions} from '../../../src/bench/baseline.ts';
import type {BenchRecord} from '../../../src/bench/run.ts';
import {UsageError} from '../../../src/errors.ts';

const environment = {kernel: '6.12', qemu: '7.2', machine: 'm', shape: 'small', node: '20', driver: 'abc'};
const record = (results: BenchRecord['results'], other: Partial<typeof environment> = {}): BenchRecord => ({
	environment: {...environment, ...other},
	trials: ['walk'],
	results,
	memory: {},
	drawn: {},
	unfit: {},
	notrun: {},
	failed: {},
});

test('medians of what both have are compared', (t) => {
	const before = record({composefs: {a: [100, 300, 200], gone: [1]}, erofs: {a: [50]}});
	const now = record({composefs: {a: [210], more: [1]}, erofs: {a: [40, 60]}, tmpfs: {a: [1]}});
	t.deepEqual(
		compareRecords(before, now).changes.map(({contestant, metric, before, now}) => [
			contestant,
			metric,
			before,
			now,
		]),
		[
			['composefs', 'a', 200, 210],
			['erofs', 'a', 50, 50],
		],
	);
});

test('only what of the driver grew past the threshold is a regression', (t) => {
	const before = record({composefs: {a: [100], b: [100], c: [100], zero: [0]}, erofs: {a: [100]}});
	const now = record({composefs: {a: [102], b: [100.5], c: [50], zero: [0]}, erofs: {a: [200]}});
	const comparison = compareRecords(before, now);
	t.deepEqual(
		regressions(comparison, 0.01).map(({metric}) => metric),
		['a'],
	);
	t.deepEqual(regressions(comparison, 0.05), []);
	const text = comparisonLines(comparison, 0.01).join('\n');
	t.regex(text, /composefs {2}a {2}100\S* -> 102\S* {2}\+2\.00 %/);
	t.regex(text, /composefs {2}c .*-50\.00 %/);
	t.regex(text, /erofs {2}a .*\+100\.00 %/);
	t.notRegex(text, /composefs {2}b/);
	t.regex(text, /5 numbers compared, 3 changed by more than 1\.00 %; of the driver's 1 grew$/);
});

test('another environment is told, nothing in common refused', (t) => {
	const before = record({composefs: {a: [1]}}, {kernel: '6.13'});
	const now = record({composefs: {a: [1]}});
	const {driver: _driver, ...older} = {...environment, compiler: 'gcc'};
	t.deepEqual(
		compareRecords({...before, environment: older as unknown as typeof environment}, now).differences,
		[
			['driver', 'unknown', 'abc'],
			['compiler', 'gcc', 'unknown'],
		],
	);
	t.is(comparisonLines(compareRecords(before, now), 0.01)[0], "baseline's kernel: 6.13; here 6.12");
	t.throws(() => compareRecords(record({erofs: {a: [1]}}), now), {message: /none of the numbers/});
});

test('a baseline that is none is named', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'baseline-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const path = join(place, 'b.json');
	t.throws(() => readRecord(path, 'small'), {
		instanceOf: UsageError,
		message: /b\.json can't be read: ENOENT/,
	});
	writeFileSync(path, '{');
	t.throws(() => readRecord(path, 'small'), {message: /b\.json can't be read/});
	writeFileSync(path, '{"results": {}}');
	t.throws(() => readRecord(path, 'small'), {message: /Expected .*b\.json to be a record of the bench/});
	writeFileSync(path, JSON.stringify({environment, results: null}));
	t.throws(() => readRecord(path, 'small'), {
		instanceOf: UsageError,
		message: /b\.json: expected results to be an object, got null/,
	});
	const good = record({composefs: {a: [1]}});
	writeFileSync(path, JSON.stringify(good));
	t.deepEqual(readRecord(path, 'small'), good);
	t.throws(() => readRecord(path, 'cs9'), {
		instanceOf: UsageError,
		message: /Expected a baseline of the shape cs9, .*b\.json is of small/,
	});
});
