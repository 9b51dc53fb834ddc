import {defineCase} from '#case';
import {regularFile} from '../../../src/image/tree.ts';
import {constants as c, type Dirent, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {listDirectory, readEntries} from './_list.ts';
import {linksTo, numberedNames} from './_names.ts';

export default defineCase({
	title:
		'seekdir to any offset goes on where telldir was, in any order, in another descriptor, after eviction',
	groups: ['auto', 'quick', 'directories'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const image = await t.image(linksTo(regularFile(), numberedNames(300, 20)));
		const mount = await t.mount(image);
		const entries = listDirectory(mount.path);
		const open = () => mount.open('.').fd;
		const [one, other] = [open(), open()];
		native.getdents64(other, 500);

		for (let round = 0; round < 200; round++) {
			const at = t.random.integer(entries.length - 1);
			const fd = round % 2 === 0 ? one : other;
			native.lseek(fd, (entries[at] as Dirent).off, c.SEEK_SET);
			t.deepEqual(native.getdents64(fd, 64)[0], entries[at + 1]);
			if (round % 50 === 0) dropInodes();
		}
		native.lseek(one, 0, c.SEEK_SET);
		t.deepEqual(readEntries(one, 256), entries, 'rewinddir');
		t.is(native.lseek(one, 0, c.SEEK_CUR), (entries.at(-1) as Dirent).off, 'telldir at the end');
		t.deepEqual(native.getdents64(one, 256), [], 'the end stays the end');

		const again = await t.mount(image);
		const fd = again.open('.').fd;
		native.lseek(fd, (entries[150] as Dirent).off, c.SEEK_SET);
		t.deepEqual(native.getdents64(fd, 64)[0]?.name, entries[151]?.name, 'in another mount');
	},
});
