import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {directory, fails, native} from './support.ts';

test('walkTree meets every entry once, links without following them', (t) => {
	const place = directory(t);
	mkdirSync(join(place, 'a/b'), {recursive: true});
	mkdirSync(join(place, 'empty'));
	for (const name of ['file', 'a/file', 'a/b/file']) writeFileSync(join(place, name), '');
	symlinkSync('a', join(place, 'link'));
	symlinkSync('absent', join(place, 'dangling'));

	for (const attributes of [false, true]) {
		const {ns, count} = native.walkTree(place, {attributes, acls: true});
		t.is(count, 8);
		t.true(ns > 0n);
	}
});

test('walkTree reads directories of more than one buffer', (t) => {
	const place = directory(t);
	for (let index = 0; index < 2000; index++) writeFileSync(join(place, `a-rather-long-name-${index}`), '');

	t.is(native.walkTree(place, {attributes: false, acls: false}).count, 2000);
});

test('walkTree names the call and the path that failed', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'file'), '');
	chmodSync(join(place, 'file'), 0o600);

	t.is(fails(t, 'ENOTDIR', () => native.walkTree(join(place, 'file'), all)).path, join(place, 'file'));
	const error = fails(t, 'ENOENT', () => native.walkTree(join(place, 'absent'), all));
	t.is(error.syscall, 'open');
});

const all = {attributes: true, acls: true};
