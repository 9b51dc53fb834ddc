import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {madeDevices} from '../../../../src/compare/guest/devices.ts';

test('loop devices count that have a file, and mapped devices; disks do not', (t) => {
	const blocks = mkdtempSync(join(tmpdir(), 'cfsbench-blocks-'));
	t.teardown(() => rmSync(blocks, {recursive: true}));
	for (const name of ['loop0', 'loop1/loop', 'dm-0/dm', 'vda/queue'])
		mkdirSync(join(blocks, name), {recursive: true});
	t.is(madeDevices(blocks), 2);
});
