import {constants} from 'node:os';
import {Stop} from './stop.mjs';

/**
 * Runs `work` with a signal that Ctrl-C aborts; the exit code is then 130 (143 for SIGTERM), once all has been tidied.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function interruptible(work) {
	const controller = new AbortController();
	/** @param {NodeJS.Signals} name */
	const stop = (name) => {
		if (!controller.signal.aborted) console.error(`\n${name}: stopping what is under way ...`);
		controller.abort(new Stop(128 + constants.signals[name], `stopped by ${name}`));
	};
	const names = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
	for (const name of names) process.on(name, stop);
	try {
		return await work(controller.signal);
	} finally {
		for (const name of names) process.off(name, stop);
	}
}
