import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {measureTree, treeSource} from '../../../src/host/tree-source.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cfsbench-tree-'));
test.after.always(() => rmSync(scratch, {recursive: true}));

function makeTree(name: string): string {
	const directory = join(scratch, name);
	mkdirSync(join(directory, 'sub'), {recursive: true});
	writeFileSync(join(directory, 'sub/a'), 'hello');
	writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff, 0x0a])]), 'x');
	return directory;
}

test('counts entries and bytes, whatever the bytes of the names', (t) => {
	t.like(measureTree(treeSource(makeTree('count'))), {entries: 4, bytes: 6});
});

test('the fingerprint changes with content and mode, and stays otherwise', async (t) => {
	const directory = makeTree('fingerprint');
	const fingerprint = () => measureTree(treeSource(directory)).fingerprint;
	const before = fingerprint();
	t.is(fingerprint(), before);

	// Coarse clocks give two changes within a tick the same time.
	await new Promise((done) => setTimeout(done, 20));
	writeFileSync(join(directory, 'sub/a'), 'HELLO');
	const changed = fingerprint();
	t.not(changed, before);

	await new Promise((done) => setTimeout(done, 20));
	chmodSync(join(directory, 'sub/a'), 0o600);
	t.not(fingerprint(), changed);
});

test('refuses what is no directory', (t) => {
	const file = join(makeTree('file'), 'sub/a');
	t.throws(() => treeSource(file), {instanceOf: UsageError, message: `--tree ${file}: not a directory`});
	t.throws(() => treeSource('/proc/none'), {
		instanceOf: UsageError,
		message: '--tree /proc/none: no such directory',
	});
});

test('names a tree that can not be looked at', (t) => {
	const loop = join(scratch, 'loop');
	symlinkSync(loop, loop);
	t.throws(() => treeSource(loop), {instanceOf: InfraError, message: `can't read '${loop}': ELOOP`});
});

test('refuses a tree that nobody would wait for', (t) => {
	const directory = makeTree('large');
	const large = {entries: 3, bytes: 2 ** 30};
	t.throws(() => measureTree(treeSource(directory), large), {
		instanceOf: UsageError,
		message: /at most 3 entries/,
	});
});

test("without a tree of one's own it takes real files of this host, each part once", (t) => {
	const source = treeSource(undefined);
	t.is(source.kind, 'parts');
	const names = source.kind === 'parts' ? source.parts.map(({name}) => name) : [];
	t.true(names.length > 0);
	t.is(new Set(names).size, names.length);
});
