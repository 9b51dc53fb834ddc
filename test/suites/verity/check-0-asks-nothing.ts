import {defineCase} from '#case';
import {linesAbout} from '../_support/log-lines.ts';
import {makeVerityObjects, verityStates} from '../_support/verity-objects.ts';

export default defineCase({
	title: 'verity_check=0 opens every file, whatever the image records and the object has',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const base = t.tmp('scratch');
		const image = await t.image(makeVerityObjects(base));
		const explicit = await t.mount(image, {basedir: base, verityCheck: 0});
		const byDefault = await t.mount(image, {basedir: base});

		for (const mount of [explicit, byDefault]) for (const state of verityStates) mount.open(state).close();
		t.deepEqual(linesAbout(t, image.path), []);
	},
});
