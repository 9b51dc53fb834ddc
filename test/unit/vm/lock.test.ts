import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import type {Progress} from '../../../src/result/progress.ts';
import {takeLock, withLock} from '../../../src/vm/lock.ts';
import {temporaryDirectory} from './temporary.ts';

const holder = fileURLToPath(new URL('lock-holder.ts', import.meta.url));

/** Another process that holds the lock until it is told to end. */
async function otherHolder(t: ExecutionContext, path: string): Promise<ChildProcess> {
	const child = spawn(process.execPath, ['--import=tsx', holder, path], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	t.teardown(() => child.kill('SIGKILL'));
	await once(child.stdout, 'data');
	return child;
}

test('a second taker waits until the first lets go', async (t) => {
	const path = join(await temporaryDirectory(t), 'locks/a.lock');
	const order: string[] = [];
	const first = await takeLock(path);
	const second = withLock(path, {}, async () => order.push('second'));
	await sleep(100);
	order.push('first');
	await first.close();
	await first.close();
	await second;
	t.deepEqual(order, ['first', 'second']);
	t.is((await readFile(path, 'utf8')).trim(), String(process.pid));
});

test('who waits for another process is told its pid after a second, and gets the lock when that is killed', async (t) => {
	const path = join(await temporaryDirectory(t), 'a.lock');
	const other = await otherHolder(t, path);
	const told: string[] = [];
	const steps: Progress[] = [];
	const waiting = takeLock(path, {
		onWait: (message) => {
			told.push(message);
			other.kill('SIGKILL');
		},
		progress: (step) => steps.push(step),
	});

	const lock = await waiting;
	t.deepEqual(told, [`waiting for another run (pid ${other.pid})`]);
	t.deepEqual(
		steps.map(({type, step}) => [type, step]),
		[
			['step-started', told[0]],
			['step-finished', told[0]],
		],
	);
	await lock.close();
});

test('waiting ends when the caller aborts, and the lock stays with its holder', async (t) => {
	const path = join(await temporaryDirectory(t), 'a.lock');
	const first = await takeLock(path);
	const abort = new AbortController();
	const waiting = takeLock(path, {signal: abort.signal});
	abort.abort(new Error('Ctrl-C'));
	await t.throwsAsync(waiting, {message: 'Ctrl-C'});
	await t.throwsAsync(takeLock(path, {signal: abort.signal}), {message: 'Ctrl-C'});
	await first.close();
	await (await takeLock(path)).close();
});

test('the lock is freed when the work throws', async (t) => {
	const path = join(await temporaryDirectory(t), 'a.lock');
	await t.throwsAsync(
		withLock(path, {}, () => Promise.reject(new Error('no luck'))),
		{message: 'no luck'},
	);
	await (await takeLock(path)).close();
});

test('a lock that can not be made is an error that names the file', async (t) => {
	const directory = await temporaryDirectory(t);
	await t.throwsAsync(takeLock(directory), {message: new RegExp(`Can't lock ${directory}: .*EISDIR`)});
	const file = join(directory, 'file');
	await writeFile(file, '');
	await t.throwsAsync(takeLock(join(file, 'a.lock')), {
		message: /Can't make the folder .*: it is not a folder/,
	});
});
