import {spawn} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Runs `work` while holding an exclusive lock on a file, for which it waits. flock(1) holds it for us and ends when
 * our end of its input closes, so a killed run frees it. (src/vm/lock.ts is its twin, for what runs after the set-up.)
 *
 * @template T
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, signal, work) {
	mkdirSync(dirname(path), {recursive: true});
	const holder = spawn('flock', ['--no-fork', path, 'sh', '-c', 'echo locked; exec cat'], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	holder.stdin.on('error', () => undefined); // it may be gone before we are
	const waiting = setTimeout(() => console.error(`waiting for another run that holds ${path}`), 1000);
	const stop = () => holder.kill();
	signal.addEventListener('abort', stop, {once: true});
	try {
		await new Promise((resolve, reject) => {
			holder.stdout.once('data', resolve);
			holder.once('error', reject);
			holder.once('close', () =>
				reject(signal.aborted ? signal.reason : new Error(`flock could not lock ${path}`)),
			);
		});
		clearTimeout(waiting);
		return await work();
	} finally {
		clearTimeout(waiting);
		signal.removeEventListener('abort', stop);
		holder.stdin.end();
	}
}
