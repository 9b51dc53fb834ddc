import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {seededRandom} from '../../../../src/guest/random.ts';
import {
	ReadProgram,
	type ReadStep,
	randomReads,
	smallerSteps,
} from '../../../../src/guest/random-input/reads.ts';

test('programs are the same for the same seed, and read past the end too', (t) => {
	const program = (seed: string) => randomReads(seededRandom(seed), 10_000, 200, () => true);
	t.deepEqual(program('a'), program('a'));
	t.notDeepEqual(program('a'), program('b'));
	const ways = new Set(program('a').map(({way}) => way));
	t.true(ways.size >= 12, [...ways].join(' '));
	t.true(program('a').some((step) => 'length' in step && step.offset + step.length > 10_000));
	const without = randomReads(seededRandom('a'), 10_000, 200, () => false);
	t.false(without.some(({way}) => way === 'direct'));
});

test('a good file passes, a wrong byte is told with its step and place', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'reads-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const content = seededRandom('x').bytes(20_000);
	writeFileSync(join(place, 'file'), content);
	const plain = (step: ReadStep) => step.way !== 'drop_caches' && step.way !== 'direct';
	const program = randomReads(seededRandom('p'), content.length, 100, () => false).filter(plain);
	using good = new ReadProgram(join(place, 'file'), content, undefined);
	t.is(good.run(program), undefined);

	const other = Buffer.from(content);
	other[5000] = (other[5000] ?? 0) ^ 1;
	using bad = new ReadProgram(join(place, 'file'), other, undefined);
	for (const way of ['read', 'pread', 'readv', 'splice', 'mmap', 'io_uring'] as const)
		t.regex(
			bad.run([{way: 'willneed'}, {way, offset: 4900, length: 200}]) ?? '',
			/^step 2, .*"offset":4900.*differs at 5000/,
			way,
		);
	using longer = new ReadProgram(join(place, 'file'), content.subarray(0, 100), undefined);
	t.regex(longer.run([{way: 'pread', offset: 50, length: 100}]) ?? '', /gave 100 bytes, only 50 are there/);
	using missing = new ReadProgram(join(place, 'file'), Buffer.concat([content, content]), undefined);
	t.regex(missing.run([{way: 'pread', offset: 30_000, length: 1}]) ?? '', /gave nothing/);
});

test('steps get smaller numbers, whole pages where they must', (t) => {
	const steps: ReadStep[] = [{way: 'dontneed'}, {way: 'direct', offset: 8192, length: 12_288}];
	t.deepEqual(
		[...smallerSteps(steps)].map(([, step]) => step),
		[
			{way: 'direct', offset: 8192, length: 4096},
			{way: 'direct', offset: 8192, length: 4096},
			{way: 'direct', offset: 0, length: 12_288},
			{way: 'direct', offset: 4096, length: 12_288},
		],
	);
});
