import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, type Dirent, loadNative} from '../../../src/native.ts';
import {dropPages} from '../files/_page-cache.ts';
import {lstatx} from '../inodes/_statx.ts';
import {namesOf} from './_list.ts';
import {numberedNames} from './_names.ts';

/** A listing that keeps a page, a place in it, or a count of its own between two calls goes on in the wrong place. */
export default defineCase({
	title:
		'a listing goes on where it was after pages, dentries and inodes were dropped, and its numbers stay those of stat',
	groups: ['auto', 'directories'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const names = numberedNames(240, 100);
		const image = await t.image(directory(names.map((name) => [name, regularFile()] as const)));
		const mount = await t.mount(image);
		const {fd} = mount.open('.');
		const entries: Dirent[] = [];

		for (let some = native.getdents64(fd, 900); some.length > 0; some = native.getdents64(fd, 900)) {
			entries.push(...some);
			const last = some.at(-1) as Dirent;
			if (last.name.length > 2) t.is(lstatx(`${mount.path}/${last.name}`).ino, last.ino);
			dropPages(image.path);
			writeFileSync('/proc/sys/vm/drop_caches', '3');
			t.is(native.lseek(fd, 0, c.SEEK_CUR), last.off, 'the position');
		}
		t.deepEqual(namesOf(entries), ['.', '..', ...names]);
		t.is(new Set(entries.slice(2).map(({ino}) => ino)).size, names.length);
	},
});
