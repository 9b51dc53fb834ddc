import {setTimeout as sleep} from 'node:timers/promises';
import {
	describeExit,
	GuestStartError,
	hello,
	type LaunchedInstance,
	type LaunchOptions,
	launch,
} from './instance.ts';

/** One question for the guest's uptime: when it was asked and answered, by our clock, and the answer; all in milliseconds. */
export interface ClockReading {
	readonly asked: number;
	readonly answered: number;
	readonly uptime: number;
}

const watchedMs = 300;
const mostBoots = 3;

/** A busy host makes answers late, never a clock that much too fast: what is beyond is the guest's own. */
const tolerance = 1.5;

/**
 * Boots a guest whose clock keeps pace with ours. An emulated kernel measures its time-stamp counter while it boots, and on a busy
 * host is sometimes wrong by far, for as long as it lives (seen: 12 times too fast). Such a guest is ended and another one
 * booted, after `beforeAnother`.
 */
export async function bootOnTime(
	options: LaunchOptions,
	beforeAnother = async () => {},
): Promise<LaunchedInstance> {
	for (let boot = 1; ; boot += 1) {
		const instance = await launch(options);
		try {
			const first = await readClock(instance, options);
			await sleep(watchedMs, undefined, {signal: options.signal});
			if (isOnTime(first, await readClock(instance, options))) return instance;
		} catch (error) {
			await instance.close();
			throw options.signal?.aborted ? options.signal.reason : error;
		}
		await instance.close();
		if (boot === mostBoots)
			throw new GuestStartError(`The guest's clock was wrong by far after each of ${mostBoots} boots`, {
				remedy: 'Is tsc_early_khz= in --append? Otherwise let this system do less meanwhile.',
			});
		await beforeAnother();
	}
}

/** Whether what passed in the guest between two readings can have passed here. */
export function isOnTime(first: ClockReading, second: ClockReading): boolean {
	const passed = second.uptime - first.uptime;
	const least = second.asked - first.answered;
	const most = second.answered - first.asked;
	return passed <= most * tolerance && passed >= least / tolerance;
}

async function readClock(
	instance: LaunchedInstance,
	{seed, deadlineMs}: LaunchOptions,
): Promise<ClockReading> {
	const asked = performance.now();
	let timer: NodeJS.Timeout | undefined;
	try {
		const uptime = await new Promise<number>((resolve, reject) => {
			instance.onMessage((message) => {
				const {type, bootMs} = message as {readonly type?: unknown; readonly bootMs?: unknown};
				if (type === 'ready' && typeof bootMs === 'number') resolve(bootMs);
				else reject(new GuestStartError(`Expected the agent's "ready", got ${JSON.stringify(message)}`));
			});
			void instance.exited.then((exit) =>
				reject(
					new GuestStartError(`The guest ended when it was asked for its uptime (${describeExit(exit)})`),
				),
			);
			timer = setTimeout(
				() => reject(new GuestStartError(`The guest did not tell its uptime within ${deadlineMs} ms`)),
				deadlineMs,
			);
			instance.send(hello(seed));
		});
		return {asked, answered: performance.now(), uptime};
	} finally {
		clearTimeout(timer);
	}
}
