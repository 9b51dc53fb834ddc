import {mkdirSync} from 'node:fs';
import {mountFilesystem} from '../mount/mount.ts';
import {slabsOf} from './kernel-state.ts';
import type {KernelLog} from './kmsg.ts';
import {runCase} from './run-case.ts';

const caseId = 'agent/warm-up';
const code = `exports.default = {
	title: 'the agent has run every path once',
	module: false,
	async run(t) {
		t.log('warm');
		t.is(t.random.integer(1), 0);
		await t.fails('ENOENT', () => require('node:fs').openSync('/nonexistent'));
		const store = await t.store({'a/b': 'content'}, {place: 'memory', verity: false});
		await t.image(store, {place: 'memory', verity: false});
	},
};`;

/**
 * Runs the agent's own code once before the snapshot is taken, so that a restored guest finds it compiled
 * and its pages in memory. A second of boot that no case pays again.
 */
export async function warmUp(kernelLog: KernelLog): Promise<void> {
	slabsOf('composefs');
	mkdirSync('/tmp/warm-up');
	for (let round = 0; round < 3; round += 1) {
		mountFilesystem({type: 'tmpfs', parameters: [['size', '4096']], target: '/tmp/warm-up'}).close();
		const {outcome} = await runCase({
			caseId,
			deadlineMs: 60_000,
			seed: 'warm-up',
			payload: {read: () => Buffer.from(code), unpack: () => '', has: () => false},
			kernelLog,
			onStart: () => {},
			onLog: () => {},
			onTrace: () => {},
			uncaught: new Promise<never>(() => {}),
		});
		if (outcome.kind !== 'passed') throw new Error(`the agent's warm-up ended ${JSON.stringify(outcome)}`);
	}
}
