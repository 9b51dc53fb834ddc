import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {sectorsReadBy} from '../_support/disk-reads.ts';
import {pages} from '../files/_content.ts';
import {dropPages, mapFile} from '../files/_page-cache.ts';

const length = 256 * 4096;

/** A driver with pages of its own reads the disk again in each mount, whatever mincore(2) says of one of them. */
export default defineCase({
	title:
		'the content of an object is read from the disk once, whichever of five images reads it, by read or by mapping',
	groups: ['auto', 'lifecycle'],
	batch: true,
	async run(t) {
		const base = t.tmp('second');
		const content = pages(length / 4096);
		writeFileSync(`${base}/object`, content);
		const file = regularFile({size: length, backing: 'object'});
		const mounts = [];
		for (const name of ['a', 'b', 'c', 'd', 'e']) {
			const image = await t.image(directory({[name]: file}), {place: 'memory'});
			mounts.push((await t.mount(image, {basedir: base})).open(name).fd);
		}
		const [first = -1, ...others] = mounts;
		dropPages(`${base}/object`);
		const read = (fd: number) => t.true(loadNative().pread(fd, length, 0).equals(content));

		const cold = sectorsReadBy('second', () => read(first));
		t.true(cold >= length / 512, `${cold} sectors are less than the content has`);
		for (const fd of others) {
			t.is(
				sectorsReadBy('second', () => read(fd)),
				0,
			);
			using mapping = mapFile(fd, length);
			t.is(
				sectorsReadBy('second', () => mapping.read(0, length)),
				0,
			);
		}
	},
});
