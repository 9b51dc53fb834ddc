import {join} from 'node:path';
import {defineCase} from '#case';
import {alikeSample} from '../../../src/compare/guest/alike.ts';
import type {Material} from '../../../src/compare/guest/contestant.ts';
import {packSample} from '../../../src/compare/guest/material.ts';
import {kibOfPages, type Room, takeRoom} from '../../../src/compare/guest/room.ts';
import {loadContestants, say} from '../../../src/compare/guest/stand.ts';
import {imageCounts} from '../../../src/compare/sharing-claim.ts';

const places = ['scratch', 'second'] as const;

export default defineCase({
	title: 'images on two filesystems have the objects of both once, on the disks and in the page cache',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 120_000,
	async run(t) {
		const all = loadContestants(t);
		const rooms = new Map<string, Room>();
		for (const contestant of all) {
			const {name, content} = contestant;
			const [near = '', far = ''] = places.map((place) => join(t.tmp(place), 'objects'));
			const materials: Material[] = [];
			for (const count of imageCounts) {
				while (materials.length < count) {
					const sample = alikeSample(materials.length);
					const isFar = materials.length % 2 === 1;
					const both = isFar ? [far, near] : [near, far];
					// Links end at the border of a filesystem: each has all objects of its images.
					const stores = content === 'links' ? both.slice(0, 1) : both;
					materials.push(packSample(t, contestant, sample, stores, isFar ? 'second' : 'scratch'));
				}
				const room = await takeRoom(t, contestant, materials);
				say(t, {row: `apart-disk-${count}`, contestant: name, value: room.disk});
				say(t, {row: `apart-cache-${count}`, contestant: name, value: room.cache});
				rooms.set(`${name} ${count}`, room);
			}
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
