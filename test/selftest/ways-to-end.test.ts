import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {bench, root, startBench, suites} from './_bench.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cfsbench-ends-'));
test.after.always(() => rmSync(scratch, {recursive: true}));

const run = (...args: readonly string[]) => ['run', '--suites', suites, ...args];

test.serial('a run whose cases pass ends with 0', async (t) => {
	t.timeout(300_000);
	const {code, output, directory} = await bench(run('selftest/passes'));

	t.is(code, 0, output);
	t.true(output.endsWith('\n1 passed, 0 failed\n'));
	t.true(existsSync(join(directory ?? '', 'summary.json')));
	t.false(existsSync(join(directory ?? '', 'work')), 'temporary files are left');
});

test.serial('a notrun that the list does not allow ends with 1', async (t) => {
	t.timeout(300_000);
	const {code, output} = await bench(run('selftest/is-notrun'));

	t.is(code, 1, output);
	t.regex(output, /not in test\/notrun-allowed\.json/);
	t.true(output.endsWith('\n0 passed, 0 failed\n'));
});

const usage: readonly (readonly [string, readonly string[], RegExp])[] = [
	[
		'an unknown case',
		run('selftest/oopsed'),
		/no suite or case is named 'selftest\/oopsed'[\s\S]*Did you mean selftest\/oopses/,
	],
	['an unknown group', run('-g', 'quik'), /no case is in the group 'quik'[\s\S]*Did you mean quick/],
	['an empty selection', run('-g', 'quick', '-x', 'quick'), /the selection holds no case/],
	[
		'a suites folder that is not there',
		['run', '--suites', '/proc/none'],
		/suites' directory \/proc\/none does not exist/,
	],
	['no kernel package', run('--kernel', 'linux-image-0.0-nope'), /linux-image-0\.0-nope/],
	['an unknown accelerator', run('--accel', 'xen'), /Expected auto, kvm or tcg/],
	['no number of jobs', run('--jobs', '0'), /Expected a whole number from 1 to 256/],
	['a tree that is not there', ['run', '--tree', '/proc/none'], /--tree \/proc\/none: no such directory/],
	[
		'a tree without a name',
		['run', '--tree', ''],
		/'--tree <dir>' argument '' is invalid\. Expected a directory/,
	],
	['a tree that is a file', ['run', '--tree', '/etc/passwd'], /--tree \/etc\/passwd: not a directory/],
];
for (const [what, args, message] of usage)
	test.serial(`${what} ends with 2, names it, and boots nothing`, async (t) => {
		t.timeout(120_000);
		const {code, output} = await bench(args);

		t.is(code, 2, output);
		t.regex(output, message);
	});

test.serial('a case that does not compile ends with 125', async (t) => {
	mkdirSync(join(root, 'runs'), {recursive: true});
	const where = mkdtempSync(join(root, 'runs', 'broken-'));
	mkdirSync(join(where, 's'));
	writeFileSync(join(where, 's/broken.ts'), 'export default {');
	try {
		const {code, output} = await bench(['run', '--suites', where]);
		t.is(code, 125, output);
		t.regex(output, /s\/broken\.ts does not compile/);
	} finally {
		rmSync(where, {recursive: true});
	}
});

const namespaces = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

for (const size of ['4k', '64k', '400k'])
	test.serial(`a disk that is full after ${size} ends with 3, names it, and leaves nothing`, async (t) => {
		t.timeout(300_000);
		if (!namespaces) return t.pass('skipped: needs user namespaces (unshare -rm)');
		mkdirSync(join(root, 'runs'), {recursive: true});
		const script = `mount -t tmpfs -o size=${size} tmpfs runs && exec "$@"`;
		const {code, output, left} = await startBench(run('selftest/passes'), [
			'unshare',
			'-rm',
			'sh',
			'-c',
			script,
			'sh',
		]).ended;

		t.is(code, 3, output);
		t.regex(output, /can't (?:write|make) .*runs\/.*: the disk is full|No space left on device/);
		t.regex(output, /Remedy: /);
		t.deepEqual(left, []);
	});

async function cancel(
	t: ExecutionContext,
	when: (running: ReturnType<typeof startBench>) => Promise<void>,
): Promise<void> {
	const running = startBench(run('selftest/floods-the-console', 'selftest/passes'));
	await when(running);
	running.process.kill('SIGINT');
	const {code, output, directory, left} = await running.ended;

	t.is(code, 130, output);
	t.deepEqual(left, []);
	if (directory !== undefined) t.false(existsSync(join(directory, 'work')), 'temporary files are left');
}

const until = async (condition: () => boolean) => {
	while (!condition()) await new Promise((done) => setTimeout(done, 20));
};

test.serial('Ctrl-C while it prepares ends with 130 and leaves nothing', async (t) => {
	t.timeout(120_000);
	await cancel(t, ({says}) => says('artifacts'));
});

test.serial('Ctrl-C while a guest starts ends with 130 and leaves nothing', async (t) => {
	t.timeout(120_000);
	await cancel(t, ({guests}) => until(() => guests().length > 0));
});

test.serial('Ctrl-C while a case runs ends with 130 and leaves nothing', async (t) => {
	t.timeout(120_000);
	await cancel(t, ({events}) => until(() => events().some(({type}) => type === 'case-started')));
});

test.serial('a QEMU killed during a case costs a retry, and no case is blamed', async (t) => {
	t.timeout(300_000);
	const running = startBench(run('selftest/floods-the-console'));
	await until(() => running.events().some(({type}) => type === 'case-started'));
	for (const pid of running.guests()) process.kill(pid, 'SIGKILL');
	const {code, output, events} = await running.ended;

	t.is(code, 0, output);
	t.true(output.endsWith('\n1 passed, 0 failed\n'), output);
	const infra = events.filter((event) => event.type === 'infra-error');
	t.like(infra[0], {caseId: 'selftest/floods-the-console', retried: false});
	t.regex(infra[0]?.message ?? '', /QEMU was killed by SIGKILL during selftest\/floods-the-console/);
	t.is(infra.length, 1);
});

test.serial('a QEMU killed twice during a case ends with 3, and no case is blamed', async (t) => {
	t.timeout(300_000);
	const running = startBench(run('selftest/floods-the-console'));
	for (const starts of [1, 2]) {
		await until(() => running.events().filter(({type}) => type === 'case-started').length === starts);
		for (const pid of running.guests()) process.kill(pid, 'SIGKILL');
	}
	const {code, output} = await running.ended;

	t.is(code, 3, output);
	t.regex(output, /1 not judged: QEMU was killed by SIGKILL during selftest\/floods-the-console/);
	t.regex(output, /\n0 passed, 0 failed\n/);
	t.regex(output, /Remedy: .*--jobs 1/);
});

test.serial('a case whose console is lost is not judged, and the run ends with 3', async (t) => {
	t.timeout(300_000);
	const {code, output} = await bench(run('selftest/passes', '--append', '8250.nr_uarts=0'));

	t.is(code, 3, output);
	t.regex(output, /1 not judged: the console of selftest\/passes lacks the case's end/);
	t.regex(output, /Remedy: .*--append/);
});

test.serial('two runs at once do not disturb each other', async (t) => {
	t.timeout(300_000);
	const [one, other] = await Promise.all([
		bench(run('selftest/passes', 'selftest/oopses', '--jobs', '1')),
		bench(run('selftest/passes', 'selftest/warns', '--jobs', '1')),
	]);

	t.true(one.output.endsWith('\n1 passed, 1 failed\n'), one.output);
	t.true(other.output.endsWith('\n1 passed, 1 failed\n'), other.output);
	t.not(one.directory, other.directory);
});
