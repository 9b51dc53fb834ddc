import {readFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'two mounts of one image are two filesystems, each with its own options and end',
	groups: ['auto', 'lifecycle'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({file: 'hello'});
		const image = await t.image(store, {noDigest: 'file'});
		const strict = await t.mount(image, {basedir: store.path, verityCheck: 2});
		const lax = await t.mount(image, {basedir: store.path, verityCheck: 1});

		t.true(statSync(strict.path).dev !== statSync(lax.path).dev, 'both have one device number');
		await t.fails('EIO', () => strict.open('file'));
		t.is(readFileSync(`${lax.path}/file`, 'utf8'), 'hello');
		strict.close();
		t.is(readFileSync(`${lax.path}/file`, 'utf8'), 'hello');
	},
});
