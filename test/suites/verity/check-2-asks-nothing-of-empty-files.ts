import {readFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'verity_check=2 opens empty files, which have no object and record no digest',
	groups: ['auto', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({empty: '', full: 'hello'});
		const mount = await t.mount(await t.image(store, {noDigest: 'full'}), {
			basedir: store.path,
			verityCheck: 2,
		});

		t.is(readFileSync(`${mount.path}/empty`, 'utf8'), '');
		await t.fails('EIO', () => mount.open('full'));
	},
});
