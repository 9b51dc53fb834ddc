import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {dictionary, longest, writeSeeds} from '../../../src/fuzz/seeds.ts';
import {checkImage} from '../../../src/image/check.ts';

test('seeds are good images, and findings of the past are among the inputs', (t) => {
	const work = mkdtempSync(join(tmpdir(), 'seeds-'));
	t.teardown(() => rmSync(work, {recursive: true}));
	writeFileSync(join(work, 'one.bin'), 'past');
	writeFileSync(join(work, 'README.md'), '');

	const count = writeSeeds(join(work, 'corpus'), work);

	const names = readdirSync(join(work, 'corpus'));
	t.is(names.length, count);
	t.is(readFileSync(join(work, 'corpus/finding-one.bin'), 'utf8'), 'past');
	for (const name of names.filter((one) => one.startsWith('seed-'))) {
		const seed = readFileSync(join(work, 'corpus', name));
		t.deepEqual(checkImage(seed), [], name);
		t.true(seed.length <= longest, `${name} would be cut: ${seed.length} bytes`);
	}
});

test('the dictionary is in the notation of libFuzzer', (t) => {
	for (const line of dictionary.trimEnd().split('\n'))
		t.regex(line, /^word\d+="(?:\\x[0-9a-f]{2}|[ -!#-[\]-~])+"$/);
});
