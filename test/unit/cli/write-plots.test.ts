import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {writePlots} from '../../../src/cli/write-plots.ts';
import {InfraError} from '../../../src/errors.ts';

test('each plot is a file of a directory that is made', async (t) => {
	const root = mkdtempSync(join(tmpdir(), 'cfsbench-plots-'));
	t.teardown(() => rmSync(root, {recursive: true}));
	await writePlots(join(root, 'a/b'), [{name: 'one.svg', svg: '<svg/>'}]);
	t.is(readFileSync(join(root, 'a/b/one.svg'), 'utf8'), '<svg/>');
	await t.throwsAsync(() => writePlots(join(root, 'a/b/one.svg'), []), {
		instanceOf: InfraError,
		message: /^--svg .*one\.svg could not be written: EEXIST/,
	});
});
