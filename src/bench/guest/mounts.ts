import {mkdirSync, rmdirSync} from 'node:fs';
import {type CaseContext, defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {mountCounts, mountMetric} from '../growth/mounts.ts';
import {encodeMessage} from '../plan.ts';
import {readMemory, settle} from './caches.ts';
import {type Contestant, contestantAt, type Places} from './contestants.ts';
import {countMount, countUnmount} from './count-mounts.ts';
import {checkProcessor, openPlaces, readPlan} from './opening.ts';

/** The case that mounts one image again and again, each time at a place of its own, and takes all of it down in reverse. */
export default defineCase({
	title: 'many mounts of one image',
	deadlineMs: 3_600_000,
	async run(t) {
		const plan = readPlan();
		const say = (metric: string, value: number) => t.log(encodeMessage({type: 'sample', metric, value}));
		const places = await openPlaces(t, plan);
		const [first, ...others] = Array.from({length: most + 1}, (_, index) =>
			contestantAt(plan.contestant, placesOf(t, places, index)),
		);
		if (first === undefined) throw new Error('there is nothing to mount');
		for (const module of first.modules) loadKernelModule(module);
		checkProcessor(t);

		// One more is there all the time: with it the image is in memory, and what the first mount of a kind makes for all.
		const mounted: Contestant[] = [];
		t.cleanUp('what was mounted', () => {
			for (const one of [...mounted.reverse(), first]) countUnmount(one);
		});
		countMount(first);
		const alone = await countRounds(others[0] ?? first);

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
			say(mountMetric('mount', limit), limit === 1 ? alone.mount : nearTo(cost, limit));
			say(mountMetric('unmount', limit), limit === 1 ? alone.unmount : nearTo(undone, limit));
		}
		await settle();
		const {slab, percpu, cached} = readMemory();
		say('left', slab + percpu + cached - empty.slab - empty.percpu - empty.cached);
	},
});

const most = Math.max(...mountCounts);

/** Of the n-th one: the least of those since the half of it, since any may also fetch a page for others, or free what RCU kept. */
function nearTo(costs: readonly number[], n: number): number {
	return Math.min(...costs.slice(Math.floor(n / 2), n));
}

const rounds = 10;

/** Of the only one: the least of some, each alone. */
async function countRounds(one: Contestant): Promise<{readonly mount: number; readonly unmount: number}> {
	const [mounts, unmounts]: [number[], number[]] = [[], []];
	for (let round = 0; round < rounds; round++) {
		mounts.push(countMount(one));
		unmounts.push(countUnmount(one));
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
