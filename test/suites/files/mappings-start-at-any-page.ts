import {closeSync, openSync, writeSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {pages} from './_content.ts';

const page = 4096;
const far = 5 * 2 ** 30 + 3 * page;

/** A driver that drops or cuts a mapping's offset, or measures its faults by another file's end, shows other pages. */
export default defineCase({
	title: 'a mapping begins at the page it was asked for, the last one and those past 4 GiB included',
	groups: ['auto', 'quick', 'files'],
	batch: true,
	async run(t) {
		const base = t.tmp('scratch');
		const content = pages(9, 100);
		const object = openSync(`${base}/object`, 'w');
		writeSync(object, content, 0, content.length, 0);
		writeSync(object, content, 0, content.length, far);
		closeSync(object);
		const size = far + content.length;
		const mount = await t.mount(await t.image(directory({file: regularFile({size, backing: 'object'})})), {
			basedir: base,
		});
		const map = (offset: number, length: number, flags: number) =>
			new (loadNative().Mapping)({
				fd: mount.open('file').fd,
				length,
				protection: c.PROT_READ,
				flags,
				offset,
			});

		for (const flags of [c.MAP_SHARED, c.MAP_PRIVATE, c.MAP_PRIVATE | c.MAP_POPULATE])
			for (const start of [0, far])
				for (const first of [1, 2, 5, 8, 9]) {
					using mapping = map(start + first * page, 2 * page, flags);
					const seen = mapping.read(0, Math.min(2 * page, content.length - first * page));
					t.deepEqual(
						seen,
						content.subarray(first * page, first * page + seen.length),
						`${start} + ${first}`,
					);
				}
		using end = map(far + 9 * page, 3 * page, c.MAP_SHARED);
		t.deepEqual(end.read(100, page - 100), Buffer.alloc(page - 100), 'zero behind the end');
		await t.fails('SIGBUS', () => end.read(page, 1));
		using hole = map(2 ** 32, page, c.MAP_SHARED);
		t.deepEqual(hole.read(0, page), Buffer.alloc(page));
		await t.fails('EINVAL', () => map(page / 2, page, c.MAP_SHARED));
		using past = map(far + 20 * page, page, c.MAP_SHARED);
		await t.fails('SIGBUS', () => past.read(0, 1));
	},
});
