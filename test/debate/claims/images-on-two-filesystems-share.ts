import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import {alikeSample} from '../../../src/compare/guest/alike.ts';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {packSample} from '../../../src/compare/guest/material.ts';
import {kibOfPages, type Room, takeRoom} from '../../../src/compare/guest/room.ts';
import {loadContestants, say} from '../../../src/compare/guest/stand.ts';
import {imageCounts} from '../../../src/compare/sharing-claim.ts';

/** A store on each of the filesystems. */
function storesOf(t: CaseContext) {
	const store = (place: 'scratch' | 'second') => join(t.tmp(place), 'objects');
	return {scratch: store('scratch'), second: store('second')};
}

export default defineCase({
	title: 'images on two filesystems have the objects of both once, on the disks and in the page cache',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 90_000,
	async run(t) {
		const all = loadContestants(t);
		const rooms = new Map<string, Room>();
		// With the objects of so many images, and not yet of more.
		const [split, whole] = [storesOf(t), storesOf(t)];
		const materials = new Map<Contestant, Material[]>(all.map((contestant) => [contestant, []]));
		for (const count of imageCounts)
			for (const [contestant, made] of materials) {
				const {name, content} = contestant;
				while (made.length < count) {
					const [near, far] =
						made.length % 2 === 0 ? (['scratch', 'second'] as const) : (['second', 'scratch'] as const);
					// Links end at the border of a filesystem: each has all objects of its images.
					const stores = content === 'links' ? [whole[near]] : [split[near], split[far]];
					made.push(packSample(t, contestant, alikeSample(made.length), stores, near));
				}
				const room = await takeRoom(t, contestant, made);
				say(t, {row: `apart-disk-${count}`, contestant: name, value: room.disk});
				say(t, {row: `apart-cache-${count}`, contestant: name, value: room.cache});
				rooms.set(`${name} ${count}`, room);
			}

		// A checkout has on each filesystem what all images have in common, which is nine tenths of one.
		const half = (0.9 * kibOfPages([...alikeSample(0).contents.values()])) / 2;
		for (const count of imageCounts)
			for (const where of ['disk', 'cache'] as const) {
				const of = (name: string) => rooms.get(`${name} ${count}`)?.[where] ?? 0;
				const less = of('checkout') - of('composefs');
				t.true(
					less > half,
					`${count} images: ${less} KiB less (${where}), half of the common is ${half} KiB`,
				);
			}
	},
});
