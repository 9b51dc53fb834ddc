import {mkdirSync, rmdirSync} from 'node:fs';
import {type CaseContext, defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {mountCounts, mountMetric} from '../growth/mounts.ts';
import {median} from '../median.ts';
import {encodeMessage} from '../plan.ts';
import {readMemory, settle} from './caches.ts';
import {type Contestant, contestantAt, type Places} from './contestants.ts';
import {countMount, countUnmount} from './count-mounts.ts';
import {checkProcessor, ignoreWaits, openPlaces, readPlan} from './opening.ts';

/** The case that mounts one image again and again, each time at a place of its own, and takes all of it down in reverse. */
export default defineCase({
	title: 'many mounts of one image',
	deadlineMs: 3_600_000,
	async run(t) {
		const {contestant: name} = readPlan();
		const say = (metric: string, value: number) => t.log(encodeMessage({type: 'sample', metric, value}));
		const places = openPlaces(t);
		const [first, ...others] = Array.from({length: most + 1}, (_, index) =>
			contestantAt(name, placesOf(t, places, index)),
		);
		if (first === undefined) throw new Error('there is nothing to mount');
		for (const module of first.modules) loadKernelModule(module);
		checkProcessor(t);
		ignoreWaits();

		// One more is there all the time: with it the image is in memory, and what the first mount of a kind makes for all.
		const mounted: Contestant[] = [];
		t.cleanUp('what was mounted', () => {
			for (const one of [...mounted.reverse(), first]) countUnmount(one);
		});
		countMount(first);
		await settle();

		const empty = readMemory();
		const cost: number[] = [];
		const count = async (limit: number) => {
			for (const one of others.slice(mounted.length, limit)) {
				cost.push(countMount(one));
				mounted.push(one);
			}
			await settle();
			const {slab, percpu, cached} = readMemory();
			say(mountMetric('memory', limit), slab + percpu - empty.slab - empty.percpu);
			say(mountMetric('cached', limit), cached - empty.cached);
		};
		for (const limit of mountCounts) await count(limit);

		const undone: number[] = [];
		for (let last = mounted.pop(); last !== undefined; last = mounted.pop())
			undone.unshift(countUnmount(last));
		for (const limit of mountCounts) {
			say(mountMetric('mount', limit), nearTo(cost, limit));
			say(mountMetric('unmount', limit), nearTo(undone, limit));
		}
		await settle();
		const {slab, percpu, cached} = readMemory();
		say('left', slab + percpu + cached - empty.slab - empty.percpu - empty.cached);
	},
});

const most = Math.max(...mountCounts);

/** Of the n-th one: the median of those since the half of it, since any may be the one that fetches a page for others. */
function nearTo(costs: readonly number[], n: number): number {
	return median(costs.slice(Math.floor(n / 2), n));
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
