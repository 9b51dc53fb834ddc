import {defineCase} from '#case';
import {compareWithListing, readListing} from './_listing.ts';

export default defineCase({
	title:
		'images of another tool of the same tree, with paths of the source or with times of 0, list as expected',
	groups: ['stress', 'foreign'],
	requires: ['fsverity'],
	fixtures: ['foreign-images'],
	deadlineMs: 60_000,
	async run(t) {
		const paths = await t.mount(await t.image(t.foreignImage('kitchen-sink-paths.cfs')));
		compareWithListing(t, paths, readListing(t, 'kitchen-sink-paths.expected.jsonl.gz'));

		const image = await t.image(t.foreignImage('kitchen-sink-epoch.cfs'));
		t.is(image.digest?.toString('hex'), 'b542ef7d8e99aad3d102a03f123f97c4cd0c197dd1326fc25964264bd06d4704');
		const never = [0, 0] as const;
		const listing = readListing(t, 'kitchen-sink.expected.jsonl.gz').map((listed) => ({
			...listed,
			mtime: never,
			ctime: never,
		}));
		compareWithListing(t, await t.mount(image, {digest: true}), listing);
	},
});
