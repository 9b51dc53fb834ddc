import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {measureCode} from '../../../../src/compare/code/measure-code.ts';
import {notMeasured} from '../../../../src/compare/evidence.ts';

const root = join(import.meta.dirname, '../../../..');

test('the driver is counted where there is no source of the kernel; the others say why not', async (t) => {
	const cache = mkdtempSync(join(tmpdir(), 'cfsbench-code-'));
	try {
		const found = await measureCode({
			root,
			cache,
			release: '0.99.1-none',
			contestants: ['composefs', 'erofs+overlayfs'],
			progress: () => undefined,
			signal: new AbortController().signal,
		});
		const lookUp = (row: string, contestant: string) =>
			found.find((one) => one.row === row && one.contestant === contestant);

		t.true(Number(lookUp('code-new', 'composefs')?.value) > 1000);
		t.is(lookUp('code-all', 'erofs+overlayfs')?.value, notMeasured);
		t.regex(lookUp('code-all', 'erofs+overlayfs')?.note ?? '', /no linux-source-0\.99/);
	} finally {
		rmSync(cache, {recursive: true});
	}
});
