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
		contestants: ['composefs', 'erofs+overlayfs', 'erofs', 'overlayfs-layers', 'checkout'],
		tree,
		progress: () => undefined,
		signal: new AbortController().signal,
	});
	const of = (row: string, contestant: string) =>
		found.find((one) => one.row === row && one.contestant === contestant)?.value;

	t.true(Number(of('made-ms', 'composefs')) > 0);
	t.true(Number(of('made-image-kib', 'composefs')) > 0);
	t.is(of('made-image-kib', 'overlayfs-layers'), 'none');
	// Two files of 100,000 bytes are one object, and links to it beside the store are none of their own.
	for (const name of ['composefs', 'overlayfs-layers', 'checkout']) {
		const kib = Number(of('made-kib', name));
		t.true(kib >= 98 && kib < 2 * 98, `${name} has ${kib} KiB`);
	}
	t.true(Number(of('made-copied-ms', 'overlayfs-layers')) > 0);
	for (const name of ['composefs', 'checkout']) t.is(of('made-copied-ms', name), 'none');
	t.is(of('made-compressed-kib', 'composefs'), of('made-kib', 'composefs'));
	if ((await findProgram('mkfs.erofs')) !== undefined)
		// Of one letter: it compresses by more than a half, where it can be compressed.
		t.true(
			of('made-compressed-kib', 'erofs') === notMeasured ||
				Number(of('made-compressed-kib', 'erofs')) < Number(of('made-kib', 'erofs')) / 2,
		);
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
