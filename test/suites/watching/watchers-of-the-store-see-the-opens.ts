import {statSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {mapFile} from '../files/_page-cache.ts';
import {Inotify} from './_inotify.ts';

export default defineCase({
	title: 'a watcher of the store sees each open through the mount, its reads and its close, and no more',
	groups: ['auto', 'watching'],
	needs: ['store-content'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({dir: 'hello'});
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const object = new Inotify(t, {object: `${store.path}/dir`});
		const image = new Inotify(t, {base: store.path});

		for (let round = 0; round < 2; round++) {
			statSync(`${mount.path}/dir`);
			mount.open('dir', c.O_PATH).close();
			t.deepEqual(object.events(), [], 'looking opens nothing');
			const file = mount.open('dir');
			t.deepEqual(object.events(), ['object IN_OPEN']);
			t.is(loadNative().pread(file.fd, 10, 0).toString(), 'hello');
			t.deepEqual(object.events(), ['object IN_ACCESS']);
			using mapping = mapFile(file.fd, 5);
			t.is(mapping.read(0, 5).toString(), 'hello');
			file.close();
			t.deepEqual(object.events(), [], 'a mapping is no event, and keeps the object open');
			mapping.close();
			t.deepEqual(object.events(), ['object IN_CLOSE_NOWRITE']);
		}
		const seen = ['base/dir IN_OPEN', 'base/dir IN_ACCESS', 'base/dir IN_CLOSE_NOWRITE'];
		t.deepEqual(image.events(), [...seen, ...seen]);
	},
});
