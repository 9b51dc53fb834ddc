import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {directory, fails, native, open} from './support.ts';

function list(...paths: readonly string[]): Buffer {
	return Buffer.from(paths.map((path) => `${path}\0`).join(''));
}

test('statPaths wants every path to be there, links not followed', (t) => {
	const place = directory(t);
	mkdirSync(join(place, 'a'));
	writeFileSync(join(place, 'a/file'), '');
	symlinkSync('absent', join(place, 'dangling'));
	const fd = open(t, place);

	t.is(native.statPaths(fd, list('a', 'a/file', 'dangling'), false).count, 3);
	const error = fails(t, 'ENOENT', () => native.statPaths(fd, list('a', 'b'), false));
	t.is(error.path, 'b');
});

test('statPaths of absent paths wants none to be there', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), '');
	const fd = open(t, place);

	t.is(native.statPaths(fd, list('a', 'b', 'c/d'), true).count, 3);
	t.is(fails(t, 'EEXIST', () => native.statPaths(fd, list('a', 'file'), true)).path, 'file');
	fails(t, 'ENOTDIR', () => native.statPaths(fd, list('file/a'), true));
});

test('readPaths reads the start of each file', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'long'), 'x'.repeat(10_000));
	writeFileSync(join(place, 'short'), 'x'.repeat(10));
	const fd = open(t, place);

	t.is(native.readPaths(fd, list('long', 'short', 'long'), 4096).count, 8202);
	t.is(fails(t, 'ENOENT', () => native.readPaths(fd, list('long', 'absent'), 4096)).syscall, 'openat');
	t.is(fails(t, 'EISDIR', () => native.readPaths(fd, list('.'), 4096)).syscall, 'read');
});

test('statRepeatedly follows links', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), '');
	symlinkSync('file', join(place, 'link'));
	symlinkSync('absent', join(place, 'dangling'));
	const fd = open(t, place);

	t.is(native.statRepeatedly(fd, 'link', 100).count, 100);
	t.is(fails(t, 'ENOENT', () => native.statRepeatedly(fd, 'dangling', 1)).path, 'dangling');
});

test('the clock of the loops is processor time of this thread', (t) => {
	const fd = open(t, directory(t));

	const few = native.statRepeatedly(fd, '.', 10);
	const many = native.statRepeatedly(fd, '.', 100_000);
	t.true(many.ns > few.ns);
	t.true(process.cpuUsage().user + process.cpuUsage().system > Number(many.ns) / 1000);
});

test('paths end with a NUL byte each', (t) => {
	const fd = open(t, directory(t));

	t.throws(() => native.statPaths(fd, Buffer.from('a'), true), {instanceOf: TypeError, message: /NUL/});
	t.throws(() => native.readPaths(fd, Buffer.alloc(0), 1), {instanceOf: TypeError, message: /NUL/});
});

test('measureMount and measureUmount name what the kernel refused', (t) => {
	const place = directory(t);

	const refused = t.throws(() => native.measureMount('source', place, 'no-such-type', 0, ''));
	t.regex(String(refused?.message), /mount 'source' -> /);
	t.is((t.throws(() => native.measureUmount(place)) as NodeJS.ErrnoException).syscall, 'umount2');
});
