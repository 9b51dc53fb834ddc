import test from 'ava';
import {decodeGolden, encodeGolden, goldenPath} from '../../../src/result/golden.ts';

test('a text comes back from a line of the log, other lines are none', (t) => {
	const text = 'a\nbé\0\n';
	t.false(encodeGolden(text).includes('\n'));
	t.is(decodeGolden(encodeGolden(text)), text);
	t.is(decodeGolden('50 trees compared'), undefined);
});

test('the file is beside the case', (t) => {
	t.is(goldenPath('/suites/tree/lists.ts'), '/suites/tree/lists.golden');
});
