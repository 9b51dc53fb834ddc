import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {GuestStartError, launch} from '../../../src/vm/instance.ts';
import {temporaryDirectory} from './temporary.ts';

type Behaviour = 'good' | 'mute' | 'silent' | 'die' | 'garbage' | 'confused' | 'broken';

const fake = fileURLToPath(new URL('fake-qemu.cjs', import.meta.url));
const launcher = fileURLToPath(new URL('instance-launcher.ts', import.meta.url));

async function launchFake(
	t: ExecutionContext,
	behaviour: Behaviour,
	options: {deadlineMs?: number; signal?: AbortSignal} = {},
) {
	const directory = await temporaryDirectory(t);
	const consolePath = join(directory, 'console.log');
	return launch({
		program: process.execPath,
		args: [fake, behaviour, consolePath],
		directory,
		consolePath,
		seed: 'seed',
		deadlineMs: options.deadlineMs ?? 10_000,
		signal: options.signal,
	});
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

test('a guest that answers is handed over, with what its agent said next', async (t) => {
	const instance = await launchFake(t, 'good');
	const first = new Promise((resolve) => instance.onMessage(resolve));
	t.deepEqual(await first, {type: 'case-started', caseId: 'early'});
	t.deepEqual(await instance.qmp('query-status'), {status: 'running'});
	t.true(instance.startMs > 0);

	await Promise.all([instance.close(), instance.close()]);
	await instance.close();
	t.false(isRunning(instance.pid));
	t.is((await instance.exited).signal, 'SIGKILL');
});

test('a QEMU that ends at once is told with its exit, its standard error and the console', async (t) => {
	const error = await t.throwsAsync<GuestStartError>(launchFake(t, 'die'), {instanceOf: GuestStartError});
	t.regex(error?.message ?? '', /ended before it answered \(QEMU exit code 1\)/);
	t.regex(error?.detail ?? '', /no such device/);
	t.regex(error?.detail ?? '', /Kernel panic/);
});

for (const behaviour of ['mute', 'silent'] as const)
	test(`a QEMU that is ${behaviour} is given up at the deadline`, async (t) => {
		const error = await t.throwsAsync<GuestStartError>(launchFake(t, behaviour, {deadlineMs: 500}));
		t.regex(error?.message ?? '', /did not (answer|greet) within 500 ms/);
	});

test('an agent that says something else than ready, or nonsense, is refused', async (t) => {
	await t.throwsAsync(launchFake(t, 'confused'), {
		message: /Expected the agent's "ready", got {"type":"attached"}/,
	});
	await t.throwsAsync(launchFake(t, 'garbage'), {message: /out of step/});
});

test('a guest that QEMU stopped by itself is ended, and its exit says why', async (t) => {
	const instance = await launchFake(t, 'broken');
	const exit = await instance.exited;
	t.is(exit.signal, 'SIGKILL');
	t.regex(exit.stderr, /internal error/);
	await instance.close();
});

test('an abort ends the start, and later the guest', async (t) => {
	const early = new AbortController();
	const starting = launchFake(t, 'silent', {signal: early.signal});
	setTimeout(() => early.abort(new Error('Ctrl-C')), 100);
	await t.throwsAsync(starting, {message: 'Ctrl-C'});

	const late = new AbortController();
	const instance = await launchFake(t, 'good', {signal: late.signal});
	late.abort(new Error('Ctrl-C again'));
	await instance.exited;
	t.false(isRunning(instance.pid));
	await t.throwsAsync(launchFake(t, 'good', {signal: late.signal}), {message: 'Ctrl-C again'});
});

test('a program that is not there is told', async (t) => {
	const directory = await temporaryDirectory(t);
	const consolePath = join(directory, 'console.log');
	const options = {args: [], directory, consolePath, seed: '', deadlineMs: 5000};
	const error = await t.throwsAsync<GuestStartError>(launch({...options, program: '/no/such/qemu'}));
	t.regex(error?.detail ?? '', /no\/such\/qemu/);
});

test('a bench that is killed outright leaves no QEMU', async (t) => {
	const directory = await temporaryDirectory(t);
	const args = ['--import=tsx', launcher, fake, join(directory, 'console.log'), directory];
	const bench = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
	const [line] = (await once(bench.stdout, 'data')) as [Buffer];
	const pid = Number(line.toString());
	t.true(isRunning(pid));

	bench.kill('SIGKILL');
	for (let tries = 0; tries < 100 && isRunning(pid); tries++) await sleep(20);
	t.false(isRunning(pid));
});
