import test from 'ava';
import {environmentLines} from '../../../src/cli/bench-output.ts';

test('what was measured with is a line for each, values below one another', (t) => {
	const environment = {
		kernel: '6.12',
		qemu: 'QEMU 7',
		machine: '-smp 1',
		shape: 'small',
		node: 'v20',
		driver: 'abc',
		'mkfs.erofs': '1.5',
	};
	const lines = environmentLines(environment);
	t.is(lines.length, 7);
	t.is(lines[0], 'kernel      6.12');
	t.is(lines[2], 'machine     -smp 1');
});
