import {truncateSync} from 'node:fs';
import {defineCase} from '#case';
import {oneFile, pages} from './_content.ts';
import {mapFile} from './_page-cache.ts';

export default defineCase({
	title:
		'a mapping is zero to the end of its last page and SIGBUS behind, also where the backing file is cut meanwhile',
	groups: ['auto', 'files'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const content = pages(2, 904);
		const {mount, backing} = await oneFile(t, content);
		using mapping = mapFile(mount.open('file').fd, 5 * 4096);

		t.deepEqual(mapping.read(0, content.length), content);
		t.deepEqual(mapping.read(content.length, 3 * 4096 - content.length), Buffer.alloc(4096 - 904));
		await t.fails('SIGBUS', () => mapping.read(3 * 4096, 1));
		await t.fails('SIGBUS', () => mapping.read(4 * 4096, 1));

		truncateSync(backing, 4096);
		t.deepEqual(mapping.read(0, 4096), content.subarray(0, 4096));
		await t.fails('SIGBUS', () => mapping.read(4096, 1));
	},
});
