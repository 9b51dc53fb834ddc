import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {cachedPages, dropPages, mapFile} from './_page-cache.ts';

export default defineCase({
	title: 'O_DIRECT, given to open or later, reads past the page cache where the backing file can',
	groups: ['auto', 'files'],
	needs: ['direct-io'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = pages(4);
		const {mount, backing} = await oneFile(t, content);
		const buffered = mount.open('file');
		const direct = mount.open('file', c.O_DIRECT);
		const changed = mount.open('file');
		native.fcntl(changed.fd, c.F_SETFL, c.O_DIRECT);
		using mapping = mapFile(buffered.fd, content.length);

		for (const {fd} of [direct, changed]) {
			dropPages(backing);
			t.deepEqual(native.pread(fd, 8192, 4096), content.subarray(4096, 12_288));
			t.is(cachedPages(mapping), '0000');
		}
		native.fcntl(changed.fd, c.F_SETFL, 0);
		t.deepEqual(native.pread(changed.fd, 100, 1), content.subarray(1, 101));
		t.is(cachedPages(mapping).at(0), '1', 'buffered again');
	},
});
