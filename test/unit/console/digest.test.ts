import {readFileSync} from 'node:fs';
import test from 'ava';
import {digestOf} from '../../../src/console/digest.ts';
import {findSplats} from '../../../src/console/splat.ts';

const oops = findSplats(readFileSync(new URL('../../fixtures/consoles/oopses.log', import.meta.url), 'utf8'));

test('leaves out registers, opcodes and stale return addresses', (t) => {
	const lines = digestOf(oops, 100);

	t.true(lines.includes('BUG: kernel NULL pointer dereference, address: 0000000000000000'));
	t.true(lines.some((line) => line.startsWith('RIP: 0010:fault_oops+')));
	t.true(lines.some((line) => line.includes('param_attr_store+')));
	t.deepEqual(
		lines.filter((line) => /^(RAX|RSP|FS|CS|CR2|Code)|^ \?/.test(line)),
		[],
	);
});

test('says how much is past the limit', (t) => {
	const all = digestOf(oops, 100).length;
	const lines = digestOf(oops, 5);

	t.is(lines.length, 5);
	t.is(lines.at(-1), `... ${all - 4} more lines`);
});
