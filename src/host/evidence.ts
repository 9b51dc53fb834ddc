import {stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {GuestSession} from './session.ts';

const agentPatienceMs = 5_000;
const qmpPatienceMs = 5_000;
/** From an NMI to the end of the panic that it causes; on a busy host under emulation it takes its time. */
const panicPatienceMs = 10_000;
const quietMs = 400;
const longestQuietMs = 5_000;

/**
 * Asks a guest that passed its deadline what it was doing, gently first: the agent's sysrq output, and when it doesn't
 * answer the registers, then an NMI, which panics the kernel with the trace of what runs even with interrupts off.
 * A guest that doesn't even answer its monitor leaves what its console holds.
 */
export async function collectEvidence(session: GuestSession, directory: string): Promise<void> {
	const {instance} = session;
	if (await session.askEvidence(agentPatienceMs)) return untilQuiet(instance.consolePath);

	try {
		const command = {'command-line': 'info registers -a'};
		const registers = await instance.qmp('human-monitor-command', command, qmpPatienceMs);
		await writeFile(join(directory, 'registers.txt'), String(registers));
	} catch {
		// The NMI may still tell.
	}
	try {
		await instance.qmp('inject-nmi', {}, qmpPatienceMs);
		// The panic ends the guest.
		await Promise.race([instance.exited, sleep(panicPatienceMs, undefined, {ref: false})]);
	} catch {
		// The console stays as it is.
	}
}

/** Waits until nothing more comes to the console. */
async function untilQuiet(path: string): Promise<void> {
	const giveUp = performance.now() + longestQuietMs;
	let size = -1;
	while (performance.now() < giveUp) {
		const now = (await stat(path)).size;
		if (now === size) return;
		size = now;
		await sleep(quietMs);
	}
}
