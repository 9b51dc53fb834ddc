import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {digestsOf, readSources, syncSources} from '../../../../src/vm/build/sources.ts';

const isSource = (path: string) => path.endsWith('.c');

function setUp() {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-sources-'));
	const from = join(folder, 'from');
	mkdirSync(join(from, 'format'), {recursive: true});
	writeFileSync(join(from, 'a.c'), 'a');
	writeFileSync(join(from, 'format/b.c'), 'b');
	writeFileSync(join(from, 'a.o'), 'left by a build');
	return {from, to: join(folder, 'to'), [Symbol.dispose]: () => rmSync(folder, {recursive: true})};
}

test('sources are found in all folders, in order, and nothing else', async (t) => {
	using own = setUp();
	t.deepEqual(
		digestsOf(await readSources(own.from, isSource)).map(([path]) => path),
		['a.c', 'format/b.c'],
	);
	t.deepEqual(
		[...(await readSources(own.from, isSource, ['format', 'absent', 'a.c'])).keys()],
		['a.c', 'format/b.c'],
	);
});

test('content decides the digests, times do not', async (t) => {
	using own = setUp();
	const before = digestsOf(await readSources(own.from, isSource));
	utimesSync(join(own.from, 'a.c'), 1, 1);
	t.deepEqual(digestsOf(await readSources(own.from, isSource)), before);
	writeFileSync(join(own.from, 'a.c'), 'A');
	t.notDeepEqual(digestsOf(await readSources(own.from, isSource)), before);
});

test('only what differs is written, so that make sees new times there only', async (t) => {
	using own = setUp();
	await syncSources(await readSources(own.from, isSource), own.to, isSource);
	for (const name of ['a.c', 'format/b.c']) utimesSync(join(own.to, name), 1, 1);
	writeFileSync(join(own.from, 'a.c'), 'changed');

	await syncSources(await readSources(own.from, isSource), own.to, isSource);
	t.is(readFileSync(join(own.to, 'a.c'), 'utf8'), 'changed');
	t.true(statSync(join(own.to, 'a.c')).mtimeMs > 1000);
	t.is(statSync(join(own.to, 'format/b.c')).mtimeMs, 1000);
});

test('what is gone is removed, what a build made stays', async (t) => {
	using own = setUp();
	await syncSources(await readSources(own.from, isSource), own.to, isSource);
	writeFileSync(join(own.to, 'a.o'), 'object');
	rmSync(join(own.from, 'a.c'));

	await syncSources(await readSources(own.from, isSource), own.to, isSource);
	t.false(existsSync(join(own.to, 'a.c')));
	t.true(existsSync(join(own.to, 'a.o')));
});
