import {readSync} from 'node:fs';
import {defineCase} from '#case';
import {deviceFile, directory} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';

export default defineCase({
	title: 'a device file opens its device, and is EACCES where the mount says nodev',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const image = await t.image(directory({zero: deviceFile('chr', {major: 1, minor: 5})}));
		const mount = await t.mount(image);
		const nodev = await t.mount(image, {attributes: c.MOUNT_ATTR_NODEV});

		const read = Buffer.alloc(16, 'x');
		t.is(readSync(mount.open('zero').fd, read), 16);
		t.deepEqual(read, Buffer.alloc(16));
		await t.fails('EACCES', () => nodev.open('zero'));
	},
});
