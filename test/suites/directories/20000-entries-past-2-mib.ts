import {defineCase} from '#case';
import {largeDirectory} from './_large.ts';

export default defineCase({
	title: 'a directory of 20,000 entries, whose dirent block is past 2 MiB, lists and finds them all',
	groups: ['auto', 'directories'],
	run: (t) => largeDirectory(t, 20_000, 120),
});
