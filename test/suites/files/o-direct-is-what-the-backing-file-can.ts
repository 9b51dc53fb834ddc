import {statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';

/** On sysfs, whose files have no blocks to read past a page cache. */
const attribute = 'uevent_seqnum';

/** A driver that claims O_DIRECT for every file, or for none, fails one half; so does one that forgets it when flags change. */
export default defineCase({
	title: 'O_DIRECT is granted where the backing file can, with its rules about offsets, and else EINVAL',
	groups: ['auto', 'files'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const {size} = statSync(`/sys/kernel/${attribute}`);
		const image = await t.image(directory({file: regularFile({size, backing: attribute})}));
		const never = await t.mount(image, {basedir: '/sys/kernel'});
		const buffered = never.open('file');
		t.match(native.pread(buffered.fd, 100, 0).toString(), /^\d+\n$/);
		await t.fails('EINVAL', () => never.open('file', c.O_DIRECT));
		await t.fails('EINVAL', () => native.fcntl(buffered.fd, c.F_SETFL, c.O_DIRECT));
		t.is(native.fcntl(buffered.fd, c.F_GETFL, 0) & c.O_DIRECT, 0);

		const content = pages(3, 700);
		const {mount} = await oneFile(t, content);
		const {fd} = mount.open('file', c.O_DIRECT);
		t.is(native.fcntl(fd, c.F_GETFL, 0) & c.O_DIRECT, c.O_DIRECT);
		t.deepEqual(native.pread(fd, 8192, 8192), content.subarray(8192), 'up to an odd end');
		for (const [offset, length] of [
			[1, 4096],
			[0, 100],
			[100, 412],
		] as const)
			await t.fails('EINVAL', () => native.pread(fd, length, offset));
		native.fcntl(fd, c.F_SETFL, 0);
		t.deepEqual(native.pread(fd, 100, 1), content.subarray(1, 101));
		native.fcntl(fd, c.F_SETFL, c.O_DIRECT);
		await t.fails('EINVAL', () => native.pread(fd, 100, 1));
	},
});
