import {defineCase} from '#case';
import {flipAndWalk} from './_flips.ts';

export default defineCase({
	title: 'a thousand images with random bytes turned are walked without a splat; both readers agree on each',
	groups: ['stress', 'hostile'],
	deadlineMs: 60_000,
	run: (t) => flipAndWalk(t, 1000),
});
