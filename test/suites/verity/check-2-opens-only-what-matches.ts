import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {linesAbout} from '../_support/log-lines.ts';
import {makeVerityObjects, verityStates} from '../_support/verity-objects.ts';

export default defineCase({
	title: 'verity_check=2 opens only files whose object has the very digest that the image records',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const base = t.tmp('scratch');
		const image = await t.image(makeVerityObjects(base));
		const mount = await t.mount(image, {basedir: base, verityCheck: 2});
		const refused = verityStates.filter((state) => state !== 'right');

		t.is(readFileSync(`${mount.path}/right`, 'utf8'), 'object 0');
		for (const state of refused) await t.fails('EIO', () => mount.open(state));
		t.is(linesAbout(t, image.path).length, refused.length);
	},
});
