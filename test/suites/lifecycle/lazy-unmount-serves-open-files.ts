import {closeSync, openSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'a lazy unmount hides the tree, serves what is open, and ends with the last file',
	groups: ['auto', 'quick', 'lifecycle'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({'dir/open': 'hello', 'dir/other': 'world'});
		const image = await t.image(store, {verity: false});
		const mount = await t.mount(image, {basedir: store.path, verityCheck: 2});
		const file = mount.open('dir/open');
		const directory = mount.open('dir', c.O_RDONLY | c.O_DIRECTORY);

		mount.close({lazy: true});

		await t.fails('ENOENT', () => readFileSync(`${mount.path}/dir/open`));
		t.is(native.pread(file.fd, 100, 0).toString(), 'hello');
		const other = native.openat(directory.fd, 'other', c.O_RDONLY, 0);
		t.is(native.pread(other, 100, 0).toString(), 'world');
		directory.close();
		closeSync(other);
		await t.fails('ETXTBSY', () => openSync(image.path, 'r+'));
		t.true((moduleReferences('composefs') ?? 0) > 0, 'an open file needs the module');

		file.close();
		closeSync(openSync(image.path, 'r+'));
		t.is(moduleReferences('composefs'), 0);
	},
});
