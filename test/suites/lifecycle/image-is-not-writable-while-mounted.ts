import {closeSync, openSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c} from '../../../src/native.ts';

export default defineCase({
	title: 'opening an image for writing is ETXTBSY while it is mounted, once or twice, and works afterwards',
	groups: ['auto', 'quick', 'lifecycle'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const mounts = [await t.mount(image, {basedir: store.path}), await t.mount(image)];

		for (const mount of mounts) {
			for (const flags of [c.O_WRONLY, c.O_RDWR, c.O_RDONLY | c.O_TRUNC])
				await t.fails('ETXTBSY', () => openSync(image.path, flags));
			await t.fails('ETXTBSY', () => truncateSync(image.path, 0));
			closeSync(openSync(image.path, 'r'));
			mount.close();
		}
		closeSync(openSync(image.path, c.O_RDWR));

		// Its name is nobody's business.
		const mount = await t.mount(image, {basedir: store.path});
		renameSync(image.path, `${image.path}.old`);
		writeFileSync(image.path, 'another file');
		rmSync(`${image.path}.old`);
		writeFileSync('/proc/sys/vm/drop_caches', '3');
		t.is(readFileSync(`${mount.path}/greeting`, 'utf8'), 'hello');
	},
});
