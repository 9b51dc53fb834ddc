import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {directory, fails, native, open} from './support.ts';

const list = (...paths: readonly string[]) => Buffer.from(paths.map((path) => `${path}\0`).join(''));

test('readWhole reads each file to its end', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'long'), 'x'.repeat(10_000));
	writeFileSync(join(place, 'empty'), '');
	const fd = open(t, place);

	t.is(native.readWhole(fd, list('long', 'empty', 'long'), 4096).count, 20_000);
	t.is(fails(t, 'ENOENT', () => native.readWhole(fd, list('long', 'absent'), 4096)).path, 'absent');
	t.is(fails(t, 'EISDIR', () => native.readWhole(fd, list('.'), 4096)).syscall, 'read');
});

test('readAtRandom reads whole lengths, however often', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), 'x'.repeat(3 * 4096 + 100));
	const fd = open(t, place);

	t.is(native.readAtRandom(fd, 'file', 4096, 1000).count, 4_096_000);
	t.is(fails(t, 'ENOENT', () => native.readAtRandom(fd, 'absent', 4096, 1)).path, 'absent');
	for (const length of [0, 20_000])
		t.throws(() => native.readAtRandom(fd, 'file', length, 1), {instanceOf: RangeError, message: /at least/});
});

test('touchPages loads from every page that a file has', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'one'), 'x');
	writeFileSync(join(place, 'three'), 'x'.repeat(2 * 4096 + 1));
	writeFileSync(join(place, 'empty'), '');
	const fd = open(t, place);

	t.is(native.touchPages(fd, list('one', 'three')).count, 4);
	t.is(fails(t, 'EINVAL', () => native.touchPages(fd, list('one', 'empty'))).syscall, 'mmap');
	t.is(fails(t, 'ENOENT', () => native.touchPages(fd, list('absent'))).path, 'absent');
});
