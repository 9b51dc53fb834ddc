import {defineCase} from '#case';
import {constants as c} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {cachedPages, dropPages, mapFile, untilCached} from './_page-cache.ts';

/** Advice goes to the file that is mapped: a driver that maps one without operations for it, or another's pages, ignores it. */
export default defineCase({
	title:
		'madvise loads, populates and gives back the pages of a mapping, whose bytes stay; it neither writes nor punches holes',
	groups: ['auto', 'files'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const content = pages(8);
		const {mount, backing} = await oneFile(t, content);
		const {fd} = mount.open('file');
		using mapping = mapFile(fd, content.length);
		using mine = mapFile(fd, content.length, c.MAP_PRIVATE);
		const half = content.length / 2;

		dropPages(backing);
		t.is(cachedPages(mapping), '00000000');
		mapping.madvise(0, half, c.MADV_POPULATE_READ);
		t.match(cachedPages(mapping), /^1111/);
		mapping.madvise(0, content.length, c.MADV_DONTNEED);
		dropPages(backing);
		t.is(cachedPages(mapping), '00000000', 'given back');
		mine.madvise(half, half, c.MADV_WILLNEED);
		await untilCached(mapping, /1111$/);
		for (const advice of [c.MADV_COLD, c.MADV_PAGEOUT, c.MADV_RANDOM, c.MADV_SEQUENTIAL]) {
			mapping.madvise(0, content.length, advice);
			t.deepEqual(mapping.read(0, content.length), content, `advice ${advice}`);
		}
		await t.fails('EINVAL', () => mapping.madvise(0, half, c.MADV_POPULATE_WRITE));
		const remove = 9;
		await t.fails('EACCES', () => mapping.madvise(0, half, remove));
		t.deepEqual(mine.read(0, content.length), content);
	},
});
