import {defineCase} from '#case';
import {compareWithListing, readListing} from './_listing.ts';

export default defineCase({
	title: 'an image of another tool with hard links and orphan inodes lists as its listing says',
	groups: ['auto', 'foreign'],
	fixtures: ['foreign-images'],
	batch: true,
	async run(t) {
		const mount = await t.mount(await t.image(t.foreignImage('hardlink.cfs')));
		compareWithListing(t, mount, readListing(t, 'hardlink.expected.jsonl'));
	},
});
