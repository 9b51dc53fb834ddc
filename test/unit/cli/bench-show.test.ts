import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {trialRecord} from '../../../src/bench/baseline.ts';
import {growthRecord} from '../../../src/bench/growth/record.ts';
import {growthNames} from '../../../src/bench/growth/site.ts';
import {benchShow, showGrowth, showRecorded} from '../../../src/cli/bench-show.ts';
import {UsageError} from '../../../src/errors.ts';

const docs = resolve(import.meta.dirname, '../../../docs');
const recorded = (name: string) => JSON.parse(readFileSync(join(docs, 'records', name), 'utf8'));
const shown = () => [
	showRecorded(trialRecord(recorded('bench.json'), 'bench.json')),
	...growthNames.map((what) => showGrowth(growthRecord(recorded(`growth-${what}.json`), what))),
];

test('the pictures are those of the records', (t) => {
	const drawn = new Map(shown().flatMap(({plots}) => plots.map(({name, svg}) => [name, svg] as const)));
	const kept = new Map(
		readdirSync(join(docs, 'pictures')).map((name) => [
			name,
			readFileSync(join(docs, 'pictures', name), 'utf8'),
		]),
	);
	const redraw =
		'cfsbench bench --show docs/records/NAME.json --svg docs/pictures draws those of a record again';
	t.deepEqual([...kept.keys()].sort(), [...drawn.keys()].sort(), redraw);
	for (const [name, svg] of drawn) t.true(kept.get(name) === svg, `${name}: ${redraw}`);
});

test('every picture that the page shows is there', (t) => {
	const names = [...readFileSync(join(docs, 'bench.md'), 'utf8').matchAll(/\(pictures\/([^)]+)\)/g)].map(
		([, name]) => name,
	);
	t.true(names.length > 3);
	const kept = readdirSync(join(docs, 'pictures'));
	for (const name of names) t.true(kept.includes(name ?? ''), name);
});

test('the tables of a record tell its numbers, what was not measured and the environment', (t) => {
	const environment = {
		kernel: '6.12',
		qemu: '7.2',
		machine: 'x -icount y',
		shape: 'small',
		node: '20',
		driver: 'abc',
	};
	const trials = showRecorded({
		environment,
		trials: ['link'],
		results: {composefs: {'link-warm': [2e6]}, tmpfs: {'link-warm': [1e6]}},
		memory: {},
		drawn: {},
		unfit: {deep: 'the tree is flat'},
		notrun: {erofs: 'no mkfs'},
		failed: {},
	});
	t.regex(
		trials.lines.join('\n'),
		/^stat through a link, warm +Minsn +2 +1 +2\.000 +1\.05 x tmpfs +1\.050 +missed \+90\.5 %$/m,
	);
	for (const line of [
		'deep was not measured: the tree is flat',
		'erofs was not measured: no mkfs',
		'driver   abc',
	])
		t.true(trials.lines.includes(line), line);
	t.deepEqual(
		trials.plots.map(({name}) => name),
		['instructions-of-link.svg'],
	);

	const onKvm = {...environment, machine: '-accel kvm'};
	const timed = showRecorded(
		trialRecord({environment: onKvm, results: {tmpfs: {'link-warm': [1e6]}}}, 'r.json'),
	);
	t.regex(timed.lines.join('\n'), /^stat through a link, warm +ms +1$/m);
});

test('what is no record of either kind is refused by its name', async (t) => {
	const place = mkdtempSync(join(tmpdir(), 'bench-show-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const path = join(place, 'r.json');
	for (const [text, message] of [
		['{}', /Expected .*r\.json to be a record of the bench/],
		['{"growth": {}}', /Expected .*r\.json to be a record of growth/],
		['[', /The record .*r\.json can't be read/],
	] as const) {
		writeFileSync(path, text);
		await t.throwsAsync(() => benchShow(path, undefined), {instanceOf: UsageError, message});
	}
});
