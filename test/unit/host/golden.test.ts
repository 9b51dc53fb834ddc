import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {takeGolden} from '../../../src/host/golden.ts';
import {encodeGolden} from '../../../src/result/golden.ts';

test('golden output is written beside the case and told in words, other lines pass', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'golden-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const file = join(place, 'lists.ts');
	t.is(takeGolden('a line', file), 'a line');
	t.is(takeGolden(encodeGolden('one\n'), file), 'lists.golden written');
	t.is(readFileSync(join(place, 'lists.golden'), 'utf8'), 'one\n');
	t.is(takeGolden(encodeGolden('one\n'), file), 'lists.golden stays as it is');
	t.is(takeGolden(encodeGolden('two\n'), file), 'lists.golden written');
	t.is(readFileSync(join(place, 'lists.golden'), 'utf8'), 'two\n');
});
