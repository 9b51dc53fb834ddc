import {mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {workloadDigest} from '../../../src/bench/workload-digest.ts';

test('the digest changes with what a source holds and is called, and with nothing else', (t) => {
	const root = mkdtempSync(join(tmpdir(), 'workload-'));
	t.teardown(() => rmSync(root, {recursive: true}));
	for (const folder of ['native', 'src/bench/guest', 'docs'])
		mkdirSync(join(root, folder), {recursive: true});
	writeFileSync(join(root, 'native/a.cc'), 'a');
	writeFileSync(join(root, 'src/bench/guest/b.ts'), 'b');
	const first = workloadDigest(root);
	t.regex(first, /^[0-9a-f]{12}$/);
	for (const other of ['docs/c.ts', 'native/a.o']) writeFileSync(join(root, other), 'c');
	t.is(workloadDigest(root), first);

	writeFileSync(join(root, 'src/bench/guest/b.ts'), 'B');
	const changed = workloadDigest(root);
	t.not(changed, first);
	renameSync(join(root, 'native/a.cc'), join(root, 'native/z.cc'));
	t.not(workloadDigest(root), changed);
});
