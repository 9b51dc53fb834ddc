import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'statx tells the mount apart: its id, one device for all inodes, the root marked',
	groups: ['auto', 'inodes'],
	needs: ['no-device'],
	batch: true,
	async run(t) {
		const image = await t.image(directory({dir: directory({file: regularFile()})}));
		const [mount, other] = [await t.mount(image), await t.mount(image)];

		const root = lstatx(mount.path);
		const inside = [lstatx(`${mount.path}/dir`), lstatx(`${mount.path}/dir/file`)];
		for (const {devMajor, devMinor, mntId, attributes} of inside) {
			t.deepEqual(
				{devMajor, devMinor, mntId},
				{devMajor: root.devMajor, devMinor: root.devMinor, mntId: root.mntId},
			);
			t.is(attributes & c.STATX_ATTR_MOUNT_ROOT, 0n);
		}
		t.is(root.attributes & c.STATX_ATTR_MOUNT_ROOT, c.STATX_ATTR_MOUNT_ROOT);
		t.is(root.devMajor, 0, 'no block device');
		const second = lstatx(other.path);
		t.true(second.mntId !== root.mntId && second.devMinor !== root.devMinor, 'each mount has a superblock');
	},
});
