import {defineCase} from '#case';
import {compareWithListing, readListing} from './_listing.ts';

export default defineCase({
	title: 'an image of another tool, of 5,270 inodes of all kinds, lists as its listing says',
	groups: ['auto', 'foreign'],
	requires: ['fsverity'],
	fixtures: ['foreign-images'],
	deadlineMs: 60_000,
	async run(t) {
		const image = await t.image(t.foreignImage('kitchen-sink.cfs'));
		t.is(image.digest?.toString('hex'), '6451ea34bafbe934984e012180d4301c8bac922f576798780f3606556e1a1e24');
		compareWithListing(
			t,
			await t.mount(image, {digest: true}),
			readListing(t, 'kitchen-sink.expected.jsonl.gz'),
		);
	},
});
