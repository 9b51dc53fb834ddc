import {spawn} from 'node:child_process';

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] interrupts the command; when it has ended, rejects with the reason
 * @property {(line: string) => void} [onLine] called for each line of output
 */

/**
 * Runs a command to its end. Gives its exit code and its output, both streams together.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{exitCode: number, output: string}>}
 */
export function runCommand(file, args, options = {}) {
	const {cwd, env, signal, onLine} = options;
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const child = spawn(file, args, {cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe']});
		const stop = () => interrupt(child.pid);
		signal?.addEventListener('abort', stop, {once: true});

		let output = '';
		/** @param {Buffer} chunk */
		const collect = (chunk) => {
			const text = chunk.toString();
			output += text;
			for (const line of text.split(/[\r\n]+/)) if (line.trim() !== '') onLine?.(line.trim());
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.once('error', (error) => {
			signal?.removeEventListener('abort', stop);
			reject(error);
		});
		child.once('close', (code) => {
			signal?.removeEventListener('abort', stop);
			if (signal?.aborted) reject(signal.reason);
			else resolve({exitCode: code ?? 1, output});
		});
	});
}

/**
 * @param {string} text
 * @param {number} [count]
 */
export function lastLines(text, count = 15) {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * As Ctrl-C does: apt then finishes the package that it is at. What sudo runs isn't ours to interrupt, but hears the
 * terminal's Ctrl-C.
 * @param {number | undefined} pid
 */
function interrupt(pid) {
	try {
		if (pid !== undefined) process.kill(pid, 'SIGINT');
	} catch {
		// gone, or not ours
	}
}
