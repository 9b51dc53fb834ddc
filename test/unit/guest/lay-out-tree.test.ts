import {lstatSync, mkdtempSync, readlinkSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {layOutTree} from '../../../src/guest/lay-out-tree.ts';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';

test('a tree is laid out with its modes and targets, files as long as they are or empty, each told of once it is there', (t) => {
	const root = mkdtempSync(join(tmpdir(), 'lay-out-'));
	t.teardown(() => rmSync(root, {recursive: true}));
	const tree = directory({
		d: directory({f: regularFile({size: 5000, backing: 'x'}, {permissions: 0o600})}, {permissions: 0o700}),
		l: symlink('d/f'),
	});
	for (const [name, sizes, size] of [
		['long', true, 5000],
		['empty', false, 0],
	] as const) {
		const place = mkdtempSync(join(root, name));
		const told: string[] = [];
		const count = layOutTree(tree, place, {
			sizes,
			owners: false,
			onEntry: (path) => told.push(path.slice(place.length), String(lstatSync(path).ino > 0)),
		});

		t.is(count, 3);
		t.deepEqual(told, ['/d/f', 'true', '/d', 'true', '/l', 'true']);
		const file = lstatSync(join(place, 'd/f'));
		t.deepEqual(
			[file.size, file.mode & 0o777, lstatSync(join(place, 'd')).mode & 0o777],
			[size, 0o600, 0o700],
		);
		t.is(readlinkSync(join(place, 'l')), 'd/f');
	}
});
