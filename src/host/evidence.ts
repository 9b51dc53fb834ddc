import {stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {GuestSession} from './session.ts';

const agentPatienceMs = 3_000;
const qmpPatienceMs = 2_000;
const quietMs = 400;
const longestMs = 5_000;

/**
 * Asks a guest that passed its deadline what it was doing, gently first: the agent's sysrq output, and when it doesn't
 * answer the registers, then an NMI, which panics the kernel with the trace of what runs even with interrupts off.
 */
export async function collectEvidence(session: GuestSession, directory: string): Promise<void> {
	const {instance} = session;
	if (await session.askEvidence(agentPatienceMs)) return untilQuiet(instance.consolePath);

	try {
		const registers = await instance.qmp(
			'human-monitor-command',
			{'command-line': 'info registers -a'},
			qmpPatienceMs,
		);
		await writeFile(join(directory, 'registers.txt'), String(registers));
		await instance.qmp('inject-nmi', {}, qmpPatienceMs);
		await Promise.race([untilQuiet(instance.consolePath), instance.exited]);
	} catch {
		// A guest that doesn't even answer its monitor leaves what its console holds.
	}
}

/** Waits until nothing more comes to the console. */
async function untilQuiet(path: string): Promise<void> {
	const giveUp = performance.now() + longestMs;
	let size = -1;
	while (performance.now() < giveUp) {
		const now = (await stat(path)).size;
		if (now === size) return;
		size = now;
		await sleep(quietMs);
	}
}
