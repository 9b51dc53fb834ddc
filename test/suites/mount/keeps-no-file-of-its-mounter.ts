import {closeSync, openSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title: 'descriptors of image and basedir are used for their path: once closed, their locks are gone',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const exclusive = c.LOCK_EX | c.LOCK_NB;
		const lock = (path: string) => {
			const fd = openSync(path, 'r');
			try {
				native.flock(fd, exclusive);
				return fd;
			} catch (error) {
				closeSync(fd);
				throw error;
			}
		};
		const [source, basedir] = [lock(image.path), lock(store.path)];
		using context = new FilesystemContext();
		context.setFile('source', source);
		context.setFile('basedir', basedir);
		context.create();
		using mount = context.attach(t.tmp());

		for (const path of [image.path, store.path]) await t.fails('EAGAIN', () => lock(path));
		for (const fd of [source, basedir]) closeSync(fd);
		for (const path of [image.path, store.path]) closeSync(lock(path));
		t.is(native.pread(mount.open('greeting').fd, 10, 0).toString(), 'hello');
	},
});
