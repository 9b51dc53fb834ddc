import {closeSync, openSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {cachedPages, dropPages, mapFile, untilCached} from '../files/_page-cache.ts';

/** So many that superblock, root and the root's names are each a small part of what holds all of their kind. */
const entries = 4_000;

/** Of an image that is mounted to read one file, or none, all else can stay on the disk. */
export default defineCase({
	title: 'mounting reads the pages of the image that it checks; reading ahead begins with the first use',
	groups: ['auto', 'quick', 'lifecycle'],
	batch: true,
	async run(t) {
		const names = Array.from({length: entries}, (_, index) => `entry-${String(index).padStart(5, '0')}`);
		const tree = directory(Object.fromEntries(names.map((name) => [name, regularFile({size: 0})])));
		const image = await t.image(tree);
		dropPages(image.path);
		const fd = openSync(image.path, 'r');
		try {
			using pages = mapFile(fd, statSync(image.path).size);
			t.true(/^0+$/.test(cachedPages(pages)), `cached before: ${cachedPages(pages)}`);
			const mount = await t.mount(image);
			t.true(/^10{90,}10+$/.test(cachedPages(pages)), `mounting read ${cachedPages(pages)}`);

			statSync(`${mount.path}/${names[60]}`);
			await untilCached(pages, /^1{4,}0{80,}1{2,}/);
		} finally {
			closeSync(fd);
		}
	},
});
