import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';

export default defineCase({
	title:
		'one image reads its files from bases on tmpfs, ext4 and a second disk, and shows them on one device',
	groups: ['auto', 'stacking'],
	needs: [],
	batch: true,
	async run(t) {
		const places = ['memory', 'scratch', 'second'] as const;
		const basedir = places.map((place) => t.tmp(place));
		for (const [i, place] of places.entries()) writeFileSync(`${basedir[i]}/${place}`, place.padEnd(9));
		const files = places.map((place) => [place, regularFile({size: 9, backing: place})] as const);
		const mount = await t.mount(await t.image(directory(files)), {basedir});

		t.is(new Set(basedir.map((base) => statSync(base).dev)).size, 3, 'the bases are on one filesystem');
		for (const place of places) t.is(readFileSync(`${mount.path}/${place}`, 'utf8'), place.padEnd(9));
		t.is(new Set(places.map((place) => statSync(`${mount.path}/${place}`).dev)).size, 1);
	},
});
