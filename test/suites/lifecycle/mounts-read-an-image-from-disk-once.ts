import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import type {Mount} from '../../../src/mount/mount.ts';
import {sectorsReadBy} from '../_support/disk-reads.ts';
import {listDirectory} from '../directories/_list.ts';
import {dropPages} from '../files/_page-cache.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';
import {getXattr} from '../xattrs/_get.ts';

const count = 800;

/** A driver that reads the image past its page cache, or with one of its own for each mount, reads the disk again. */
export default defineCase({
	title:
		'metadata is read from the disk once, also for other mounts of the image and after inodes were evicted',
	groups: ['auto', 'lifecycle'],
	batch: true,
	async run(t) {
		const files = Array.from(
			{length: count},
			(_, n) => [`file-${n}`, regularFile(undefined, {uid: n, xattrs: {'user.number': `${n}`}})] as const,
		);
		const image = await t.image(directory(files), {place: 'second'});
		const [one, two] = [await t.mount(image), await t.mount(image)];
		const walk = (mount: Mount) => {
			t.is(listDirectory(mount.path).length, count + 2);
			for (let n = 0; n < count; n += 10) {
				t.is(lstatx(`${mount.path}/file-${n}`).uid, n);
				t.is(getXattr(`${mount.path}/file-${n}`, 'user.number').toString(), `${n}`);
			}
		};

		dropInodes();
		dropPages(image.path);
		const cold = sectorsReadBy('second', () => walk(one));
		t.true(cold >= (count * 96) / 512, `${cold} sectors are less than the inode table has`);
		t.is(
			sectorsReadBy('second', () => walk(two)),
			0,
			'another mount',
		);
		two.close();
		dropInodes();
		t.is(
			sectorsReadBy('second', () => walk(one)),
			0,
			'after eviction',
		);
	},
});
