import {closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync} from 'node:fs';
import {type CaseContext, defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {constants, loadNative} from '../../native.ts';
import {type BenchMessage, decodePlan, encodeMessage, planBytes, trialNames} from '../plan.ts';
import {packSymbols} from '../symbols.ts';
import type {Places} from './contestants.ts';
import {diskOf, mountStore, place} from './places.ts';
import {Stage} from './stage.ts';
import {trials} from './trials.ts';

/** The case that a guest of the bench runs: the trials of one contestant, each sample a line of its log. */
export default defineCase({
	title: 'the trials of one contestant',
	deadlineMs: 3_600_000,
	async run(t) {
		const plan = readPlan();
		const say = (message: BenchMessage) => t.log(encodeMessage(message));
		const stage = new Stage(plan, openPlaces(t), say);
		for (const module of stage.contestant.modules) loadKernelModule(module);
		checkProcessor(t);
		ignoreWaits();
		t.cleanUp('what the trials mounted', () => stage.unmount());

		// The first call of each loop faults its code in.
		loadNative().walkTree('/proc/self/fd', {attributes: true, acls: true});
		for (const name of trialNames) if (plan.trials.includes(name)) await trials[name](stage);
		if (plan.profile !== undefined)
			say({type: 'symbols', packed: packSymbols(readFileSync('/proc/kallsyms', 'latin1'))});
	},
});

function openPlaces(t: CaseContext): Places {
	loadKernelModule('ext4');
	return {
		store: mountStore(t, constants.MS_RDONLY | constants.MS_NOATIME),
		target: place(t, '/bench'),
		below: place(t, '/below'),
		devices: {store: diskOf('store'), scratch: diskOf('scratch')},
	};
}

function readPlan() {
	const bytes = Buffer.alloc(planBytes);
	const disk = openSync(diskOf('second'), 'r');
	try {
		readSync(disk, bytes, 0, bytes.length, 0);
	} finally {
		closeSync(disk);
	}
	return decodePlan(bytes);
}

/** While everything waits for a disk the clock runs from timer to timer, so a host's millisecond may look like minutes. */
function ignoreWaits(): void {
	const patience = '/proc/sys/kernel/hung_task_timeout_secs';
	if (existsSync(patience)) writeFileSync(patience, '0');
}

/** Emulation counts each byte that a string instruction moves, which a kernel uses on a processor that is fast at it. */
function checkProcessor(t: CaseContext): void {
	const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
	for (const flag of ['erms', 'fsrm'])
		t.true(!flags.includes(flag), `the processor has ${flag}: instructions would not be counted as meant`);
}
