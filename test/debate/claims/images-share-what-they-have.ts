import {join} from 'node:path';
import {defineCase} from '#case';
import {alikeSample} from '../../../src/compare/guest/alike.ts';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {packSample} from '../../../src/compare/guest/material.ts';
import {kibOfPages, type Room, takeRoom} from '../../../src/compare/guest/room.ts';
import {loadContestants, say} from '../../../src/compare/guest/stand.ts';
import {imageCounts} from '../../../src/compare/sharing-claim.ts';

export default defineCase({
	title: 'images that name the same objects have them once, on the disk and in the page cache',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 90_000,
	async run(t) {
		const all = loadContestants(t);
		const rooms = new Map<string, Room>();
		// All have one store, with the objects of so many images, and not yet of more.
		const store = join(t.tmp('scratch'), 'objects');
		const materials = new Map<Contestant, Material[]>(all.map((contestant) => [contestant, []]));
		for (const count of imageCounts)
			for (const [contestant, made] of materials) {
				const {name} = contestant;
				while (made.length < count) made.push(packSample(t, contestant, alikeSample(made.length), [store]));
				const room = await takeRoom(t, contestant, made);
				say(t, {row: `shared-disk-${count}`, contestant: name, value: room.disk});
				say(t, {row: `shared-cache-${count}`, contestant: name, value: room.cache});
				rooms.set(`${name} ${count}`, room);
			}

		// A tenth of each image is its own: half of that, compressed, is the least; with their digests, for us, a quarter is the most.
		const [fewest, most] = [Math.min(...imageCounts), Math.max(...imageCounts)];
		const whole = kibOfPages([...alikeSample(0).contents.values()]);
		for (const {name} of all)
			for (const where of ['disk', 'cache'] as const) {
				const of = (count: number) => rooms.get(`${name} ${count}`)?.[where] ?? 0;
				const more = (of(most) - of(fewest)) / (most - fewest);
				const told = `${name}: of ${whole} KiB an image more takes ${more} (${where})`;
				t.true(more > whole / 20, told);
				if (name === 'composefs') t.true(more < whole / 4, told);
			}
	},
});
