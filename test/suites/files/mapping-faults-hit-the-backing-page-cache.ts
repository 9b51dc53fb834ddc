import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {cachedPages, dropPages, mapFile} from './_page-cache.ts';

export default defineCase({
	title:
		'a mapping has the pages of the backing file: read by any way, they are there for all mounts that share it',
	groups: ['auto', 'quick', 'files'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const content = pages(4);
		const {mount, store, backing} = await oneFile(t, content);
		const other = directory({elsewhere: regularFile({size: content.length, backing: 'file'}, {uid: 7})});
		const second = await t.mount(await t.image(other), {basedir: store.path});
		const file = mount.open('file');
		using one = mapFile(file.fd, content.length);
		using two = mapFile(second.open('elsewhere').fd, content.length);

		dropPages(backing);
		t.deepEqual([cachedPages(one), cachedPages(two)], ['0000', '0000']);
		t.deepEqual(one.read(8192, 4096), content.subarray(8192, 12_288));
		t.is(cachedPages(two).at(2), '1', "a fault of one mount is the other's page");

		// Nothing maps a page any more, so it may go.
		one.madvise(0, one.length, c.MADV_DONTNEED);
		loadNative().posix_fadvise(file.fd, 0, 0, c.POSIX_FADV_DONTNEED);
		t.is(cachedPages(two), '0000', 'dropped through the mount');
		readFileSync(backing);
		t.deepEqual([cachedPages(one), cachedPages(two)], ['1111', '1111'], 'read from the store');
		t.deepEqual(two.read(0, content.length), content);
	},
});
