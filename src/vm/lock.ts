import {type ChildProcess, spawn} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {InfraError} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';
import {isCode, makeFolder} from './cache.ts';

export interface LockOptions {
	/** Told once when the lock isn't free within a second, with a line such as "waiting for another run (pid 71)". */
	readonly onWait?: (message: string) => void;
	/** Told the same as a step, which ends when the lock is ours. */
	readonly progress?: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

export interface Lock extends AsyncDisposable {
	close(): Promise<void>;
}

const quietMs = 1000;

/**
 * Takes an exclusive lock on a file, made where it is absent, and waits as long as it takes.
 *
 * Node has no flock(2), so flock(1) holds it: the kernel frees the lock when its process ends, and that process ends
 * when our end of its standard input closes, which also happens when we are killed. The file says who holds it.
 */
export async function takeLock(path: string, options: LockOptions = {}): Promise<Lock> {
	const {signal} = options;
	signal?.throwIfAborted();
	makeFolder(dirname(path));

	const holder = spawn('flock', ['--no-fork', path, 'sh', '-c', 'echo locked; exec cat'], {
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	const started = performance.now();
	let waiting: string | undefined;
	let settled = false;
	const timer = setTimeout(async () => {
		const pid = await holderOf(path);
		if (settled) return;
		waiting = `waiting for another run (pid ${pid})`;
		options.onWait?.(waiting);
		options.progress?.({type: 'step-started', step: waiting});
	}, quietMs);
	try {
		await locked(holder, path, signal);
		await writeFile(path, `${process.pid}\n`);
	} catch (error) {
		holder.kill('SIGKILL');
		throw isCode(error, 'EISDIR', 'EACCES', 'EROFS') ? cantLock(path, String(error)) : error;
	} finally {
		settled = true;
		clearTimeout(timer);
	}
	if (waiting) options.progress?.({type: 'step-finished', step: waiting, ms: performance.now() - started});

	const close = () => release(holder);
	return {close, [Symbol.asyncDispose]: close};
}

/** Runs `work` while holding the lock. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
	const lock = await takeLock(path, options);
	try {
		return await work();
	} finally {
		await lock.close();
	}
}

function locked(holder: ChildProcess, path: string, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		let complaint = '';
		const abort = () => reject(signal?.reason);
		signal?.addEventListener('abort', abort, {once: true});
		const settle = (finish: () => void) => {
			signal?.removeEventListener('abort', abort);
			finish();
		};
		holder.stdin?.on('error', () => undefined); // it may be gone before we are
		holder.stderr?.on('data', (chunk: Buffer) => {
			complaint += chunk.toString();
		});
		holder.stdout?.once('data', () => settle(resolve));
		holder.once('error', (cause) =>
			settle(() =>
				reject(
					new InfraError(`flock can't be run: ${cause.message}`, {cause, remedy: 'Install util-linux.'}),
				),
			),
		);
		holder.once('close', () => settle(() => reject(cantLock(path, complaint.trim() || 'flock ended'))));
	});
}

function cantLock(path: string, why: string): InfraError {
	return new InfraError(`Can't lock ${path}: ${why}`, {
		remedy: 'Set CFSBENCH_CACHE to a folder that you may write to.',
	});
}

async function release(holder: ChildProcess): Promise<void> {
	if (holder.exitCode !== null || holder.signalCode !== null) return;
	const gone = new Promise((resolve) => holder.once('exit', resolve));
	holder.stdin?.end();
	await gone;
}

async function holderOf(path: string): Promise<string> {
	const text = await readFile(path, 'utf8').catch(() => '');
	return text.trim() || 'unknown';
}
