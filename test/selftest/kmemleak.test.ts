import {readFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import test from 'ava';
import type {RunEvent} from '../../src/result/events.ts';
import {planKernel} from '../../src/vm/kernel/index.ts';
import {bench, root, suites} from './_bench.ts';

const cache = resolve(process.env.CFSBENCH_CACHE || join(root, '.cache'));
const kernel = await planKernel('debug', {cache});
/** Building it takes ten minutes, which `npm test` doesn't have. */
const onDebugKernel = kernel !== undefined && 'image' in kernel ? test : test.skip;

onDebugKernel('memory that nothing refers to any more fails the case that allocated it', async (t) => {
	t.timeout(600_000);
	const selection = ['selftest/forgets-memory', 'selftest/passes'];
	const {code, events, output} = await bench(['run', '--kernel', 'debug', '--suites', suites, ...selection]);

	t.is(code, 1, output);
	const finished = new Map(
		events
			.filter((event): event is Extract<RunEvent, {type: 'case-finished'}> => event.type === 'case-finished')
			.map((result) => [result.caseId, result]),
	);
	t.deepEqual(finished.get('selftest/passes')?.outcome, {kind: 'passed'}, output);
	const leaked = finished.get('selftest/forgets-memory');
	if (leaked?.outcome.kind !== 'failed') return t.fail(output);
	t.is(leaked.outcome.failures.length, 1, output);
	// One of the four may still have its address in a register or on a stack.
	t.regex(
		leaked.outcome.failures[0]?.message ?? '',
		/^nothing refers any more to (?:an object|\d objects) of 96 bytes, allocated in fault_forget_memory\+0x\w+\/0x\w+ \[bench_faults\] \(test\/selftest\/module\/bench_faults\.c:\d+\)$/,
	);
	t.regex(output, /\n {10}\| unreferenced object 0x/);
	const report = readFileSync(join(dirname(leaked.console.path), 'kmemleak.txt'), 'utf8');
	t.regex(report, /^ {4}fault_forget_memory\+.*\[bench_faults\] \(test\/.*\.c:\d+\)$/m);
});
