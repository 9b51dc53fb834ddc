import {existsSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import test from 'ava';
import type {CaseFinished, RunEvent} from '../../src/result/events.ts';
import {findVng} from '../../src/vm/vng/find.ts';
import {bench, descendants, root, startBench, suites} from './_bench.ts';

const cache = resolve(process.env.CFSBENCH_CACHE || `${root}/.cache`);
const vng = await findVng(cache);
const withVng = vng === undefined ? test.serial.skip : test.serial;
const why = vng === undefined ? ' (skipped: virtme-ng is neither installed nor in the cache)' : '';
const run = (...args: readonly string[]) => [
	'run',
	'--runner',
	'vng',
	'--jobs',
	'1',
	'--suites',
	suites,
	...args,
];

const finished = (events: readonly RunEvent[]) =>
	events.filter((event): event is CaseFinished => event.type === 'case-finished');

withVng(
	`guests of virtme-ng run cases, are judged alike and change nothing of this system${why}`,
	async (t) => {
		t.timeout(600_000);
		const {code, events, output, left} = await bench(
			run('host/changes-nothing-of-the-host', 'selftest/oopses'),
		);

		t.is(code, 1, output);
		const results = finished(events);
		t.deepEqual(Object.fromEntries(results.map(({caseId, outcome}) => [caseId, outcome.kind])), {
			'selftest/oopses': 'crashed',
			'host/changes-nothing-of-the-host': 'passed',
		});
		const oops = results.find(({caseId}) => caseId === 'selftest/oopses');
		t.regex(
			oops?.outcome.kind === 'crashed' ? oops.outcome.reason : '',
			/in fault_oops\+0x.*\[bench_faults\]/,
		);
		t.regex(readFileSync(oops?.console.path ?? '', 'utf8'), /Kernel panic - not syncing: Fatal exception/);
		t.is(oops?.rerun, `npm run vm:test -- --suites ${suites} --runner vng selftest/oopses`);
		t.false(existsSync('/usr/cfsbench-was-here'));
		t.false(existsSync('/root/cfsbench-was-here'));
		t.deepEqual(left, []);
	},
);

withVng(`Ctrl-C ends the guests of virtme-ng and all that served them${why}`, async (t) => {
	t.timeout(600_000);
	const running = startBench(run('selftest/floods-the-console'));
	while (!running.events().some(({type}) => type === 'case-started')) {
		if (running.process.exitCode !== null) return t.fail(running.said());
		await new Promise((done) => setTimeout(done, 50));
	}
	const served = descendants(running.process.pid ?? 0).map(processName);
	t.true(
		served.some((name) => name.startsWith('qemu-system')),
		served.join(' '),
	);

	const before = descendants(running.process.pid ?? 0);
	running.process.kill('SIGINT');
	t.is((await running.ended).code, 130);
	t.deepEqual(
		before.map(processName).filter((name) => /^(qemu-system|virtiofsd|unshare|ld-linux)/.test(name)),
		[],
	);
});

test.serial('a snapshot of guests of virtme-ng is refused', async (t) => {
	const {code, output} = await bench(run('--isolation', 'snapshot', 'selftest/passes'));
	t.is(code, 2, output);
	t.regex(output, /--runner vng has no snapshots/);
	t.regex(output, /leave out --isolation snapshot/);
});

function processName(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
	} catch {
		return '';
	}
}
