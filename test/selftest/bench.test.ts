import {execFileSync} from 'node:child_process';
import {
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import type {GrowthRecord} from '../../src/bench/growth/record.ts';
import type {BenchRecord} from '../../src/bench/run.ts';
import {bench} from './_bench.ts';

const record = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as BenchRecord;

test('the bench counts what a small tree takes, and the same again', async (t) => {
	t.timeout(600_000);
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-bench-'));
	t.teardown(() => rmSync(directory, {recursive: true, force: true}));
	const json = join(directory, 'record.json');
	const trials = ['--trial', 'walk', 'link', '--contestant', 'composefs', 'tmpfs'];
	const ended = await bench(['bench', '--shape', 'small', ...trials, '--repeat', '2', '--json', json]);

	t.is(ended.code, 0, ended.output);
	t.deepEqual(ended.left, []);
	const {results, environment, notrun} = record(json);
	t.deepEqual(notrun, {});
	t.regex(environment.machine, /-icount shift=0,sleep=off/);
	t.deepEqual(Object.keys(results), ['composefs', 'tmpfs']);
	for (const values of Object.values(results)) {
		// 300 entries, each with two calls at least of a thousand instructions or more; 20,000 calls on a link.
		const [walk = 0, again = 0] = values['walk-warm'] ?? [];
		t.true(walk > 600_000 && walk < 60_000_000, `${walk}`);
		t.true(Math.abs(again / walk - 1) < 0.05, `${walk} and ${again}`);
		t.true((values['link-warm']?.[0] ?? 0) > 20_000_000);
	}
	t.true((results.composefs?.['walk-cold-requests']?.[0] ?? 0) > 0);
	t.is(results.tmpfs?.['walk-cold-requests'], undefined);
	t.regex(ended.output, /^stat through a link, warm +Minsn .* (?:met|missed) /m);
});

test('processor time is measured where instructions are not counted', async (t) => {
	t.timeout(600_000);
	const wanted = ['--shape', 'small', '--trial', 'link', '--contestant', 'tmpfs', '--time', 'tcg'];
	const ended = await bench(['bench', ...wanted]);

	t.is(ended.code, 0, ended.output);
	t.regex(ended.output, /^stat through a link, warm +ms +[1-9]/m);
	t.regex(ended.output, /^machine +-cpu \S+ -smp 1 -accel tcg -m /m);
});

test('a directory of the host is measured as it is: names that are no text, hard links, fifos; what it lacks is told', async (t) => {
	t.timeout(600_000);
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-bench-'));
	t.teardown(() => rmSync(directory, {recursive: true, force: true}));
	const tree = join(directory, 'tree');
	mkdirSync(join(tree, 'd'), {recursive: true});
	for (let n = 0; n < 100; n++) writeFileSync(join(tree, 'd', `file-${n}`), Buffer.alloc(5000, `${n} `));
	writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0xff, 0xc3])]), Buffer.alloc(6000, 'x'));
	writeFileSync(join(tree, 'large'), Buffer.alloc(70_000, 'large'));
	linkSync(join(tree, 'large'), join(tree, 'd/again'));
	symlinkSync('large', join(tree, 'link'));
	execFileSync('mkfifo', [join(tree, 'fifo')]);
	const json = join(directory, 'record.json');
	const trials = ['--trial', 'stat', 'link', 'deep', 'verity', 'walk', '--contestant', 'composefs', 'ext4'];
	const ended = await bench(['bench', '--tree', tree, ...trials, '--json', json]);

	t.is(ended.code, 0, ended.output);
	const {results, environment, notrun, unfit, drawn} = record(json);
	t.deepEqual(notrun, {});
	t.regex(environment.shape, /^tree \/.*, image digest [0-9a-f]{64}$/);
	t.deepEqual(unfit, {deep: 'the tree has no entry six deep'});
	t.deepEqual([drawn.random, drawn.opened, drawn['read-64k']], [106, 101, 1]);
	for (const name of ['composefs', 'ext4'] as const)
		t.true((results[name]?.['link-warm']?.[0] ?? 0) > 20_000_000);

	// SHA-256 of 4 KiB takes tens of instructions for each byte, and only where there is fs-verity.
	const inWorkers = (policy: string) => results.composefs?.[`verity-${policy}-read-cold-workers`]?.[0] ?? 0;
	t.true(inWorkers('off') > 80_000, `${inWorkers('off')}`);
	t.true(inWorkers('plain') < 40_000, `${inWorkers('plain')}`);
	t.notRegex(ended.output, /verdict|to 2023|scaled/);
	t.regex(ended.output, /^deep was not measured: the tree has no entry six deep$/m);
});

test('a profile names the functions that a metric spent its instructions in', async (t) => {
	t.timeout(600_000);
	const ended = await bench(['bench', '--shape', 'small', '--contestant', 'tmpfs', '--profile', 'link-warm']);

	t.is(ended.code, 0, ended.output);
	t.regex(ended.output, /^tmpfs {2}link-warm {2}[1-9]\d* samples$/m);
	t.regex(ended.output, /^ *\d+\.\d % {2}\S*(?:lookup|walk|stat|dput|getname)\S*$/m);
});

test('a thousand mounts are counted, compared and drawn', async (t) => {
	t.timeout(600_000);
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-bench-'));
	t.teardown(() => rmSync(directory, {recursive: true, force: true}));
	const json = join(directory, 'growth.json');
	const environment = {kernel: 'k', qemu: 'q', machine: 'm', shape: 'small', node: 'n', driver: 'd'};
	const baseline = join(directory, 'baseline.json');
	const before = {title: 'the n-th mount', unit: 'insn', contestant: 'composefs', judged: false};
	const points = [
		[1, 1000],
		[1000, 1e9],
	];
	writeFileSync(baseline, JSON.stringify({environment, growth: {mounts: [{...before, points}]}, notrun: {}}));
	const wanted = ['--growth', 'mounts', '--contestant', 'composefs', 'tmpfs', '--baseline', baseline];
	const ended = await bench(['bench', ...wanted, '--json', json, '--svg', directory]);

	t.is(ended.code, 1, ended.output);
	t.regex(ended.output, /^composefs {2}the n-th mount, 1 mounts +1000 -> [1-9]\d{4} {2}\+\d+\.\d\d %$/m);
	t.regex(ended.output, /^2 numbers compared, 2 changed by more than 1\.00 %; of the driver's 1 grew$/m);
	t.deepEqual(ended.left, []);
	const {growth} = JSON.parse(readFileSync(json, 'utf8')) as GrowthRecord;
	const beyond = growth.mounts?.find(({title}) => title === 'the n-th mount, beyond tmpfs');
	t.deepEqual(
		beyond?.points.map(([count]) => count),
		[1, 10, 100, 1000],
	);
	for (const [, instructions] of beyond?.points ?? []) t.true(instructions > 1000 && instructions < 100_000);
	t.regex(ended.output, /^the n-th mount, beyond tmpfs +composefs +insn .* (?:flat|grows)$/m);
	t.true(existsSync(join(directory, 'mounts-the-n-th-mount.svg')));
});

test('a contestant, a trial or a count that is none is a wrong command line', async (t) => {
	for (const wrong of [
		['--contestant', 'zfs'],
		['--trial', 'sleep'],
		['--repeat', '0'],
		['--growth', 'files'],
		['--profile', 'walk-slab'],
		['--tree', '/nowhere'],
		['--image', '/etc/hostname'],
	]) {
		const ended = await bench(['bench', ...wrong]);
		t.is(ended.code, 2, ended.output);
		t.true(ended.output.includes(String(wrong[1])), ended.output);
	}
});
