import {chmodSync, chownSync, utimesSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';
import {pages} from './_content.ts';

const mtime = 1_500_000_000_000_000_007n;

/** A driver that puts the backing file or its attributes in the place of its own at open shows another owner, mode and time. */
export default defineCase({
	title: 'a file has the attributes of the image, open or not, read or mapped, whatever its object has',
	groups: ['auto', 'quick', 'files'],
	needs: ['any-time', 'stored-ctime'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({object: pages(3)});
		const object = `${store.path}/object`;
		chmodSync(object, 0o4600);
		chownSync(object, 77, 78);
		utimesSync(object, 5, 6);
		const content = {size: 3 * 4096, backing: 'object'};
		const attributes = {uid: 1234, gid: 5678, permissions: 0o2711, mtime, ctime: mtime + 1n};
		const image = await t.image(directory({file: regularFile(content, attributes)}));
		const mount = await t.mount(image, {basedir: store.path});
		const before = lstatx(`${mount.path}/file`);
		t.deepEqual(
			[before.uid, before.gid, before.mode, before.mtime.nsec, before.ctime.nsec, before.nlink],
			[1234, 5678, c.S_IFREG | 0o2711, 7, 8, 1],
		);
		const mask = c.STATX_BASIC_STATS | c.STATX_BTIME | c.STATX_MNT_ID;
		const statOf = (fd: number) => native.statx(fd, '', c.AT_EMPTY_PATH, mask);

		t.deepEqual(statOf(mount.open('file', c.O_PATH).fd), before);
		const {fd} = mount.open('file');
		t.deepEqual(statOf(fd), before);
		native.pread(fd, 4096, 0);
		using mapping = new native.Mapping({
			fd,
			length: 4096,
			protection: c.PROT_READ,
			flags: c.MAP_SHARED,
			offset: 0,
		});
		mapping.read(0, 4096);
		t.deepEqual(statOf(fd), before);
		t.deepEqual(lstatx(`${mount.path}/file`), before);
		utimesSync(object, 50, 60);
		chmodSync(object, 0o644);
		t.deepEqual(statOf(fd), before, 'what is done to the object does not show');
		t.deepEqual(statOf(mount.open('file').fd), before);
	},
});
