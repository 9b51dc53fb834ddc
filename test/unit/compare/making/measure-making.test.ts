import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {notMeasured} from '../../../../src/compare/evidence.ts';
import {makingClaim} from '../../../../src/compare/making/making-claim.ts';
import {measureMaking} from '../../../../src/compare/making/measure-making.ts';
import {findProgram} from '../../../../src/vm/program.ts';

test('each contestant is made of the tree, what has no program is not, and nothing is left', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-making-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const tree = join(folder, 'tree');
	mkdirSync(tree);
	for (const name of ['one', 'same']) writeFileSync(join(tree, name), 'x'.repeat(100_000));
	const found = await measureMaking({
		cache: folder,
		contestants: ['composefs', 'erofs+overlayfs', 'overlayfs-layers'],
		tree,
		progress: () => undefined,
		signal: new AbortController().signal,
	});
	const of = (row: string, contestant: string) =>
		found.find((one) => one.row === row && one.contestant === contestant)?.value;

	t.true(Number(of('made-ms', 'composefs')) > 0);
	t.true(Number(of('made-image-kib', 'composefs')) > 0);
	t.is(of('made-image-kib', 'overlayfs-layers'), 'none');
	// Two files of 100,000 bytes are one object.
	t.true(Number(of('made-kib', 'composefs')) < Number(of('made-kib', 'overlayfs-layers')));
	if ((await findProgram('mkfs.erofs')) === undefined) t.is(of('made-ms', 'erofs+overlayfs'), notMeasured);
	else {
		t.true(Number(of('made-ms', 'erofs+overlayfs')) > 0);
		// The same object beside another image.
		t.is(
			Number(of('made-kib', 'erofs+overlayfs')) - Number(of('made-image-kib', 'erofs+overlayfs')),
			Number(of('made-kib', 'composefs')) - Number(of('made-image-kib', 'composefs')),
		);
	}
	t.deepEqual(readdirSync(join(folder, 'build-work')), []);
	const rows = new Set(makingClaim.rows.map(({id}) => id));
	for (const {row} of found) t.true(rows.has(row), row);
});
