import {promises} from 'node:fs';
import {defineCase} from '#case';
import {regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {namesOf} from './_list.ts';
import {linksTo, numberedNames} from './_names.ts';

export default defineCase({
	title: 'readers of one directory do not disturb each other, in turns or at the same time',
	groups: ['auto', 'directories'],
	needs: ['byte-order'],
	batch: true,
	async run(t) {
		const names = numberedNames(600, 40);
		const mount = await t.mount(await t.image(linksTo(regularFile(), names)));

		// In turns, each with its own stride.
		const readers = [64, 100, 333, 4096].map((size) => ({
			size,
			fd: mount.open('.').fd,
			seen: [] as string[],
			end: false,
		}));
		while (readers.some(({end}) => !end))
			for (const reader of readers) {
				const some = namesOf(loadNative().getdents64(reader.fd, reader.size));
				reader.seen.push(...some);
				reader.end = some.length === 0;
			}
		for (const {seen, size} of readers) t.deepEqual(seen, ['.', '..', ...names], `${size} bytes`);

		// On the threads of libuv, while everything is evicted under them.
		const lists = Array.from({length: 6}, () => promises.readdir(mount.path));
		dropInodes();
		for (const list of await Promise.all(lists)) t.deepEqual(list, names);
	},
});
