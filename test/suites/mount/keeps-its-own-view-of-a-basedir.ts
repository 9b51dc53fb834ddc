import {readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {Mount} from '../../../src/mount/mount.ts';
import {loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'what is mounted over a base directory, on it or in it, changes nothing',
	groups: ['auto', 'mount'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const store = await t.store({'objects/file': 'below'});
		const image = await t.image(store);
		const coverWithTmpfs = (path: string) => {
			loadNative().mount('none', path, 'tmpfs', 0, null);
			return new Mount(path);
		};
		const before = await t.mount(image, {basedir: store.path});

		using inside = coverWithTmpfs(`${store.path}/objects`);
		writeFileSync(`${inside.path}/file`, 'cover');
		const between = await t.mount(image, {basedir: store.path});
		using over = coverWithTmpfs(store.path);

		t.is(readFileSync(`${before.path}/objects/file`, 'utf8'), 'below');
		t.is(readFileSync(`${between.path}/objects/file`, 'utf8'), 'below', 'mounts in it existed before');
		const after = await t.mount(image, {basedir: over.path});
		await t.fails('ENOENT', () => after.open('objects/file'));
	},
});
