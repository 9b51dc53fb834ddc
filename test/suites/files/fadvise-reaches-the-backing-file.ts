import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {cachedPages, dropPages, mapFile, untilCached} from './_page-cache.ts';

export default defineCase({
	title: 'fadvise and readahead through the mount drop and load pages of the backing file',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const {mount, backing} = await oneFile(t, pages(4));
		const {fd} = mount.open('file');
		using mapping = mapFile(fd, 4 * 4096);
		dropPages(backing);

		native.posix_fadvise(fd, 0, 2 * 4096, c.POSIX_FADV_WILLNEED);
		await untilCached(mapping, /^11/);
		native.pread(fd, 4 * 4096, 0);
		native.posix_fadvise(fd, 0, 0, c.POSIX_FADV_DONTNEED);
		t.is(cachedPages(mapping), '0000');
		native.readahead(fd, 0, 4 * 4096);
		await untilCached(mapping, /^1111$/);
		await t.fails('EINVAL', () => native.posix_fadvise(fd, 0, 0, 99));
	},
});
