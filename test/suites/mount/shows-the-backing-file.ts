import {readFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a file of a mounted image has the content of its backing file',
	groups: ['auto', 'quick', 'mount'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({'bin/true': 'hello'});
		const image = await t.image(store);
		const mount = await t.mount(image, {basedir: store.path, verityCheck: 2, digest: true});

		t.is(readFileSync(`${mount.path}/bin/true`, 'utf8'), 'hello');
	},
});
