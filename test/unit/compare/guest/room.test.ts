import {linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {kibOnDisk} from '../../../../src/compare/guest/room.ts';

test('a directory is all that is in it, and a file with several names counts once', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'cfsbench-room-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const [one, two] = [join(place, 'one'), join(place, 'two')];
	for (const path of [one, two, join(one, 'deeper')]) mkdirSync(path);
	const [first, second] = [join(one, 'deeper/first'), join(two, 'second')];
	for (const path of [first, second]) writeFileSync(path, Buffer.alloc(10_000, 1));
	linkSync(first, join(two, 'link'));
	const kib = (...paths: readonly string[]) =>
		paths.reduce((sum, path) => sum + lstatSync(path).blocks / 2, 0);

	t.true(kib(first) >= 8);
	t.is(kibOnDisk([first]), kib(first));
	t.is(kibOnDisk([one]), kib(join(one, 'deeper'), first));
	t.is(kibOnDisk([one, two, second]), kib(join(one, 'deeper'), first, second));
	t.is(kibOnDisk([]), 0);
});

test('what lies on another filesystem below a directory is not of it', (t) => {
	// /dev/pts and /dev/shm are mounted in it.
	const [within, apart] = ['/dev', '/dev/shm'].map((path) => lstatSync(path).dev);
	if (within === apart) return t.pass('nothing is mounted there');
	const name = join('/dev/shm', `cfsbench-room-${process.pid}`);
	const before = kibOnDisk(['/dev']);
	writeFileSync(name, Buffer.alloc(2 ** 20, 1));
	t.teardown(() => rmSync(name));
	t.is(kibOnDisk(['/dev']), before);
});
