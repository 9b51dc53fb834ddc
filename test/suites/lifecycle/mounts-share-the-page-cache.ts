import {closeSync, fsyncSync, openSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const pages = 16;
const length = pages * 4096;

export default defineCase({
	title: 'images that share an object share its pages: what one has read is in the page cache for the other',
	groups: ['auto', 'quick', 'lifecycle'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const base = t.tmp('scratch');
		writeFileSync(`${base}/object`, Buffer.alloc(length, 'x'));
		const file = regularFile({size: length, backing: 'object'});
		const one = await t.mount(await t.image(directory({one: file})), {basedir: base});
		const two = await t.mount(await t.image(directory({two: file})), {basedir: base});
		const map = (fd: number) =>
			new native.Mapping({fd, length, protection: c.PROT_READ, flags: c.MAP_SHARED, offset: 0});
		const object = openSync(`${base}/object`, 'r+');
		fsyncSync(object);
		native.posix_fadvise(object, 0, 0, c.POSIX_FADV_DONTNEED);
		closeSync(object);
		const cached = (mapping: {mincore(offset: number, length: number): Buffer}) =>
			mapping.mincore(0, length).filter((page) => page === 1).length;

		using mapped = map(two.open('two').fd);
		t.is(cached(mapped), 0);
		t.is(native.pread(one.open('one').fd, length, 0).length, length);
		t.is(cached(mapped), pages);
		t.is(mapped.read(length - 1, 1).toString(), 'x');
	},
});
