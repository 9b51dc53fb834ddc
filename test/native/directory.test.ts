import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c, type Dirent} from '../../src/native.ts';
import {directory, fails, native, open} from './support.ts';

function all(fd: number, length: number): Dirent[] {
	const entries: Dirent[] = [];
	for (;;) {
		const some = native.getdents64(fd, length);
		if (some.length === 0) return entries;
		entries.push(...some);
	}
}

test('getdents64 gives raw names, types and inode numbers', (t) => {
	const place = directory(t);
	const odd = Buffer.from([0xff, 0x0a, 0x80]);
	writeFileSync(join(place, 'file'), '');
	mkdirSync(join(place, 'directory'));
	symlinkSync('file', join(place, 'link'));
	native.mknodat(c.AT_FDCWD, Buffer.concat([Buffer.from(`${place}/`), odd]), c.S_IFIFO | 0o600, 0, 0);

	const entries = new Map(all(open(t, place), 4096).map((entry) => [entry.name.toString('latin1'), entry]));
	t.deepEqual(
		[...entries.keys()].sort(),
		['.', '..', 'directory', 'file', 'link', odd.toString('latin1')].sort(),
	);
	t.is(entries.get('file')?.type, c.DT_REG);
	t.is(entries.get('directory')?.type, c.DT_DIR);
	t.is(entries.get('link')?.type, c.DT_LNK);
	t.is(entries.get(odd.toString('latin1'))?.type, c.DT_FIFO);
	t.is(entries.get('file')?.ino, native.statx(c.AT_FDCWD, join(place, 'file'), 0, c.STATX_INO).ino);
});

test('getdents64 goes on where an offset says', (t) => {
	const place = directory(t);
	for (let index = 0; index < 40; index++) writeFileSync(join(place, `file-${index}`), '');
	const fd = open(t, place);
	const names = (entries: readonly Dirent[]): string[] => entries.map(({name}) => name.toString());

	const whole = all(fd, 65536);
	t.is(whole.length, 42);
	t.deepEqual(native.getdents64(fd, 4096), []);
	native.lseek(fd, whole[9]?.off ?? 0n, c.SEEK_SET);
	t.deepEqual(names(all(fd, 65536)), names(whole.slice(10)));
	native.lseek(fd, 0, c.SEEK_SET);
	t.deepEqual(names(all(fd, 64)), names(whole));
});

test('getdents64 fails where no entry fits, and on what is no directory', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), '');

	fails(t, 'EINVAL', () => native.getdents64(open(t, place), 8));
	fails(t, 'ENOTDIR', () => native.getdents64(open(t, join(place, 'file')), 4096));
});

test('readlinkat gives the raw target, cut at the length', (t) => {
	const place = directory(t);
	const target = Buffer.from([0x2f, 0xfe, 0x0a, 0x61]);
	native.symlinkat(target, c.AT_FDCWD, join(place, 'link'));
	const parent = open(t, place);

	t.deepEqual(native.readlinkat(parent, 'link', c.PATH_MAX), target);
	t.deepEqual(native.readlinkat(parent, 'link', 2), target.subarray(0, 2));
	fails(t, 'EINVAL', () => native.readlinkat(parent, 'link', 0));
	t.is(fails(t, 'ENOENT', () => native.readlinkat(parent, 'absent', 9)).path, 'absent');
});
