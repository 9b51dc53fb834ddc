import {defineCase} from '#case';
import {flipAndWalk} from './_flips.ts';

export default defineCase({
	title:
		'images with random bytes turned are walked without a splat; driver and TypeScript reader agree on each',
	groups: ['auto', 'hostile'],
	batch: true,
	run: (t) => flipAndWalk(t, 25),
});
