import {closeSync, openSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'while the filesystem of store and image is frozen, files are read, and mounts come and go',
	groups: ['auto', 'lifecycle'],
	requires: ['fsverity'],
	deadlineMs: 10_000,
	async run(t) {
		const store = await t.store({one: 'hello', two: 'world'});
		const image = await t.image(store);
		const target = t.tmp();
		const basedir = store.path;
		const mount = await t.mount(image, {basedir, verityCheck: 2});
		const disk = openSync(basedir, 'r');
		const four = Buffer.alloc(4);

		loadNative().ioctl(disk, c.FIFREEZE, four);
		try {
			t.is(readFileSync(`${mount.path}/one`, 'utf8'), 'hello');
			mount.close();
			const data = `basedir=${basedir},verity_check=2`;
			loadNative().mount(image.path, target, 'composefs', 0, data);
			t.is(readFileSync(`${target}/two`, 'utf8'), 'world');
			loadNative().umount2(target, 0);
		} finally {
			loadNative().ioctl(disk, c.FITHAW, four);
			closeSync(disk);
		}
	},
});
