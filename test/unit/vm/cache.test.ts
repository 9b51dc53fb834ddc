import {mkdir, readdir, readFile, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {InfraError} from '../../../src/errors.ts';
import {
	cachedDirectory,
	diskFull,
	makeFolder,
	noSpace,
	pruneFolder,
	removeLeftovers,
	requireSpace,
	sweepLeftovers,
} from '../../../src/vm/cache.ts';
import {withLock} from '../../../src/vm/lock.ts';
import {temporaryDirectory} from './temporary.ts';

test('a directory is built once', async (t) => {
	const path = join(await temporaryDirectory(t), 'a/b');
	const build = (directory: string) => writeFile(join(directory, 'file'), 'content');
	t.deepEqual(await cachedDirectory(path, build), {path, fresh: true});
	t.deepEqual(await cachedDirectory(path, () => Promise.reject(new Error('built twice'))), {
		path,
		fresh: false,
	});
	t.is(await readFile(join(path, 'file'), 'utf8'), 'content');
});

test('a build that fails leaves nothing and says why', async (t) => {
	const parent = await temporaryDirectory(t);
	const build = async (directory: string) => {
		await writeFile(join(directory, 'half'), '');
		throw new Error('no luck');
	};
	await t.throwsAsync(cachedDirectory(join(parent, 'key'), build), {message: 'no luck'});
	t.deepEqual(await readdir(parent), []);
});

test('of two builds at once, one is kept whole and the other dropped', async (t) => {
	const parent = await temporaryDirectory(t);
	const path = join(parent, 'key');
	const build = (name: string) => async (directory: string) => {
		await writeFile(join(directory, name), '');
		await new Promise((resolve) => setTimeout(resolve, 20));
	};
	const results = await Promise.all([cachedDirectory(path, build('a')), cachedDirectory(path, build('b'))]);
	t.is(results.filter(({fresh}) => fresh).length, 1);
	t.is((await readdir(path)).length, 1);
	t.deepEqual(await readdir(parent), ['key']);
});

test('pruning takes what went unused longest, never what is kept or was used just now', async (t) => {
	const folder = await temporaryDirectory(t);
	const minutes = {oldest: 90, kept: 80, older: 70, recent: 5};
	for (const [name, age] of Object.entries(minutes)) {
		await mkdir(join(folder, name));
		await writeFile(join(folder, name, 'memory'), Buffer.alloc(64 * 1024, 1));
		const then = new Date(Date.now() - age * 60 * 1000);
		await utimes(join(folder, name), then, then);
	}
	const options = {maximumBytes: 250 * 1024, keep: 'kept'};
	t.deepEqual(await pruneFolder(folder, options), ['oldest']);
	t.deepEqual(await pruneFolder(folder, {...options, maximumBytes: 0}), ['older']);
	t.deepEqual((await readdir(folder)).sort(), ['kept', 'recent']);
	t.deepEqual(await pruneFolder(join(folder, 'absent'), options), []);
});

test('what a killed run left half-built is removed, of that entry only', async (t) => {
	const folder = await temporaryDirectory(t);
	for (const name of ['key', 'key.new-abc', 'other.new-abc']) await mkdir(join(folder, name));
	await removeLeftovers(join(folder, 'key'));
	t.deepEqual((await readdir(folder)).sort(), ['key', 'other.new-abc']);
});

test('a full disk is told with the folder, the need and a remedy', async (t) => {
	const error = noSpace(Object.assign(new Error('write'), {code: 'ENOSPC'}), '/cache', 3 * 2 ** 20);
	t.is(error?.message, 'No space left in /cache (up to 3 MiB are needed)');
	t.regex(error?.remedy ?? '', /CFSBENCH_CACHE/);
	t.is(noSpace(new Error('other'), '/cache'), undefined);
	t.is(diskFull('/cache').message, 'No space left in /cache');
	await t.throwsAsync(requireSpace('/', 2 ** 60), {message: /No space left in \//});
	await t.notThrowsAsync(requireSpace('/', 1));
});

test('what killed runs left is removed, unless somebody builds it now', async (t) => {
	const parent = await temporaryDirectory(t);
	const lockOf = (entry: string) => join(parent, `${entry}.lock`);
	for (const name of ['whole', 'dead.new-1', 'dead.new-2', 'busy.new-1']) await mkdir(join(parent, name));
	await withLock(lockOf('busy'), {}, () => sweepLeftovers(parent, lockOf));
	const left = (await readdir(parent)).filter((name) => !name.endsWith('.lock'));
	t.deepEqual(left.sort(), ['busy.new-1', 'whole']);
});

test('a folder is made with those above it, and what can hold none is named at once', async (t) => {
	const parent = await temporaryDirectory(t);
	makeFolder(join(parent, 'a/b/c'));
	makeFolder(join(parent, 'a/b/c'));
	t.deepEqual(await readdir(join(parent, 'a/b')), ['c']);

	const refuses = (path: string, message: RegExp) =>
		t.throws(() => makeFolder(path), {instanceOf: InfraError, message});
	refuses('/proc/cfsbench/cache', /Can't make the folder \/proc\/cfsbench\/cache: ENOENT/);
	await writeFile(join(parent, 'file'), '');
	refuses(join(parent, 'file'), /it is not a folder/);
	refuses(join(parent, 'file/below'), /ENOTDIR/);
});
