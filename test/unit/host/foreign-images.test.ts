import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {foreignImages} from '../../../src/host/foreign-images.ts';
import {listed} from './_listed.ts';

const asking = [listed('a/b'), listed('a/c', {fixtures: ['foreign-images']})];

test('images and listings beside the checkout go to the guest, for cases that ask for them', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'cfsbench-foreign-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const root = join(place, 'checkout');
	t.deepEqual(foreignImages(root, asking), [], 'there are none');

	const data = join(place, 'shared/data');
	mkdirSync(data, {recursive: true});
	const names = ['a.cfs', 'a.expected.jsonl', 'b.expected.jsonl.gz'];
	for (const name of [...names, 'README.md', 'store.tar.gz']) writeFileSync(join(data, name), '');
	t.deepEqual(
		foreignImages(root, asking).sort((a, b) => a.path.localeCompare(b.path)),
		names.map((name) => ({path: `foreign-images/${name}`, content: {file: join(data, name)}})),
	);
	t.deepEqual(foreignImages(root, asking.slice(0, 1)), []);
});
