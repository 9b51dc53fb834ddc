import {truncateSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title:
		'an object without fs-verity that is cut while open ends reads early, faults mappings, and opens no more',
	groups: ['auto', 'verity'],
	needs: ['object-size'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const length = 3 * 4096;
		const store = await t.store({file: Buffer.alloc(length, 'x')});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const {fd} = mount.open('file');
		using mapping = new native.Mapping({
			fd,
			length,
			protection: c.PROT_READ,
			flags: c.MAP_SHARED,
			offset: 0,
		});
		t.is(mapping.read(0, length).length, length);

		truncateSync(`${store.path}/file`, 4096);

		t.is(native.pread(fd, length, 0).length, 4096);
		t.is(native.pread(fd, length, 4096).length, 0);
		t.is(mapping.read(0, 4096).length, 4096);
		await t.fails('SIGBUS', () => mapping.read(2 * 4096, 1));
		await t.fails('EIO', () => mount.open('file'));
	},
});
