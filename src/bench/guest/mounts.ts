import {mkdirSync, rmdirSync} from 'node:fs';
import {type CaseContext, defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {mountCounts, mountMetric} from '../growth/mounts.ts';
import {encodeMessage} from '../plan.ts';
import {readMemory, settle} from './caches.ts';
import type {Places} from './contestants.ts';
import {checkProcessor, openPlaces, readPlan} from './opening.ts';
import {Stage} from './stage.ts';

/** The case that mounts one image again and again, each time at a place of its own, and takes all of it down in reverse. */
export default defineCase({
	title: 'many mounts of one image',
	deadlineMs: 3_600_000,
	async run(t) {
		const plan = readPlan();
		const places = await openPlaces(t, plan);
		const stages = Array.from(
			{length: most + 1},
			(_, index) => new Stage(plan, placesOf(t, places, index), (message) => t.log(encodeMessage(message))),
		);
		const [first, ...others] = stages;
		if (first === undefined) throw new Error('there is nothing to mount');
		for (const module of first.contestant.modules) loadKernelModule(module);
		checkProcessor(t);
		t.cleanUp('what was mounted', () => {
			for (const stage of [...stages].reverse()) stage.unmount();
		});

		// One more is there all the time: with it the image is in memory, and what the first mount of a kind makes for all.
		first.mount({acls: false});
		const alone = await countRounds(others[0] ?? first);

		const empty = readMemory();
		const mounts: number[] = [];
		for (const count of mountCounts) {
			for (const stage of others.slice(mounts.length, count)) mounts.push(mount(stage));
			await settle();
			const {slab, percpu, cached} = readMemory();
			first.report(mountMetric('memory', count), slab + percpu - empty.slab - empty.percpu);
			first.report(mountMetric('cached', count), cached - empty.cached);
		}
		const unmounts = others.reverse().map(unmount).reverse();
		for (const count of mountCounts) {
			first.report(mountMetric('mount', count), count === 1 ? alone.mount : nearTo(mounts, count));
			first.report(mountMetric('unmount', count), count === 1 ? alone.unmount : nearTo(unmounts, count));
		}
		first.tell();
	},
});

const most = Math.max(...mountCounts);

/** Of the n-th one: the least of those since the half of it, since any may also fetch a page for others, or free what RCU kept. */
function nearTo(costs: readonly number[], n: number): number {
	return Math.min(...costs.slice(Math.floor(n / 2), n));
}

function mount(stage: Stage): number {
	return Number(stage.mount({acls: false}).ns);
}

function unmount(stage: Stage): number {
	return Number(stage.unmount().ns);
}

const rounds = 10;

/** Of the only one: the least of some, each alone. */
async function countRounds(stage: Stage): Promise<{readonly mount: number; readonly unmount: number}> {
	const [mounts, unmounts]: [number[], number[]] = [[], []];
	for (let round = 0; round < rounds; round++) {
		mounts.push(mount(stage));
		unmounts.push(unmount(stage));
		await settle();
	}
	return {mount: Math.min(...mounts), unmount: Math.min(...unmounts)};
}

function placesOf(t: CaseContext, places: Places, index: number): Places {
	const at = (directory: string) => {
		const path = `${directory}/${index}`;
		mkdirSync(path);
		t.cleanUp(path, () => rmdirSync(path));
		return path;
	};
	return {...places, target: at(places.target), below: at(places.below)};
}
