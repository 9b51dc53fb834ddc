import {readFileSync} from 'node:fs';
import {defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {loadNative} from '../../native.ts';
import {type BenchMessage, encodeMessage, trialNames} from '../plan.ts';
import {packSymbols} from '../symbols.ts';
import {checkProcessor, openPlaces, readPlan} from './opening.ts';
import {Stage} from './stage.ts';
import {trials} from './trials.ts';

/** The case that a guest of the bench runs: the trials of one contestant, each sample a line of its log. */
export default defineCase({
	title: 'the trials of one contestant',
	deadlineMs: 3_600_000,
	async run(t) {
		const plan = readPlan();
		const say = (message: BenchMessage) => t.log(encodeMessage(message));
		const stage = new Stage(plan, await openPlaces(t, plan), say);
		for (const module of stage.contestant.modules) loadKernelModule(module);
		if (plan.timed !== true) checkProcessor(t);
		t.cleanUp('what the trials mounted', () => stage.unmount());

		// The first call of each loop faults its code in.
		loadNative().walkTree('/proc/self/fd', {attributes: true, acls: true});
		t.cleanUp('samples that nobody heard of', () => stage.tell());
		for (const name of trialNames) if (plan.trials.includes(name)) await trials[name](stage);
		if (plan.profile !== undefined)
			say({type: 'symbols', packed: packSymbols(readFileSync('/proc/kallsyms', 'latin1'))});
	},
});
