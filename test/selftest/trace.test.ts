import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {bench} from './_bench.ts';

const caseId = 'mount/shows-the-backing-file';

test("--trace records the module's own events while a case runs", async (t) => {
	const ended = await bench(['run', caseId, '--trace', 'composefs:*']);

	t.is(ended.code, 0, ended.output);
	const text = readFileSync(join(ended.directory ?? '', 'cases', caseId, 'trace.txt'), 'utf8');
	t.regex(text, /composefs_lookup: .* name bin\n/);
	t.regex(text, /composefs_open: .* path bin\/true\n/);
});

test('a case is notrun when the kernel has no such event', async (t) => {
	const ended = await bench(['run', caseId, '--trace', 'composefs:composefs_lokup']);

	t.is(ended.code, 1, ended.output);
	t.regex(
		ended.output,
		/notrun .*no event 'composefs:composefs_lokup' to trace\. Did you mean composefs:composefs_lookup\?/,
	);
});
