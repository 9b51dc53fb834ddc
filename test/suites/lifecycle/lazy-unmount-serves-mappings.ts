import {closeSync, openSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {pages} from '../files/_content.ts';
import {dropPages, mapFile} from '../files/_page-cache.ts';

/** A mapping whose file doesn't hold the mount lets the image and the module go while their code may still run. */
export default defineCase({
	title:
		'a mapping whose file is closed and whose mount is gone from the tree has its pages, and is the last to end it',
	groups: ['auto', 'lifecycle'],
	batch: true,
	async run(t) {
		const content = pages(6);
		const store = await t.store({file: content});
		const image = await t.image(store);
		const mount = await t.mount(image, {basedir: store.path});
		const file = mount.open('file');
		const mapping = mapFile(file.fd, content.length);
		t.deepEqual(mapping.read(0, 4096), content.subarray(0, 4096));
		const write = () => closeSync(openSync(image.path, 'r+'));

		file.close();
		mount.close({lazy: true});
		writeFileSync('/proc/sys/vm/drop_caches', '3');
		dropPages(`${store.path}/file`);
		t.deepEqual(mapping.read(0, content.length), content);
		await t.fails('ETXTBSY', write);
		t.true((moduleReferences('composefs') ?? 0) > 0, 'the module could go');

		mapping.close();
		write();
		t.is(moduleReferences('composefs'), 0);
	},
});
