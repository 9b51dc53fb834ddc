import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {cachedPages, dropPages, mapFile} from './_page-cache.ts';

export default defineCase({
	title:
		'preadv2 with RWF_NOWAIT gives what is in the page cache; what is not is EAGAIN until it was read ahead',
	groups: ['auto', 'files'],
	needs: ['nowait'],
	batch: true,
	async run(t) {
		const content = pages(2);
		const {mount, backing} = await oneFile(t, content);
		const {fd} = mount.open('file');
		using mapping = mapFile(fd, content.length);
		const read = () => Buffer.concat(loadNative().preadv2(fd, [content.length], 0, c.RWF_NOWAIT));

		dropPages(backing);
		t.is(cachedPages(mapping), '00');
		// A disk may be quicker than the call that asks it: then there is no EAGAIN.
		const deadline = performance.now() + 2_000;
		while (cachedPages(mapping) !== '11' && performance.now() < deadline) {
			try {
				const some = read();
				t.deepEqual(some, content.subarray(0, some.length));
			} catch (error) {
				t.is((error as NodeJS.ErrnoException).code, 'EAGAIN');
			}
			await sleep(1);
		}
		t.deepEqual(read(), content);
	},
});
