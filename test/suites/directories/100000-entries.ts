import {defineCase} from '#case';
import {largeDirectory} from './_large.ts';

export default defineCase({
	title: 'a directory of 100,000 entries lists and finds them all',
	groups: ['stress', 'directories'],
	needs: [],
	deadlineMs: 60_000,
	run: (t) => largeDirectory(t, 100_000, 32),
});
