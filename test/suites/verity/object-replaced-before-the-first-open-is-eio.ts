import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {enableVerity} from '../../../src/store/enable-verity.ts';

export default defineCase({
	title: 'open fails when the object was replaced or deleted after the mount and before the first open',
	groups: ['auto', 'quick', 'verity'],
	needs: ['verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({replaced: 'right', unverified: 'right', deleted: 'right'});
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		for (const name of ['replaced', 'unverified']) {
			const other = `${store.path}/${name}.new`;
			writeFileSync(other, name === 'replaced' ? 'wrong' : 'right');
			if (name === 'replaced') enableVerity(other);
			renameSync(other, `${store.path}/${name}`);
		}
		rmSync(`${store.path}/deleted`);

		await t.fails('EIO', () => mount.open('replaced'));
		await t.fails('EIO', () => mount.open('unverified'));
		await t.fails('ENOENT', () => mount.open('deleted'));
	},
});
