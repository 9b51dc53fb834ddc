import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {enableVerity} from '../../../src/store/enable-verity.ts';

export default defineCase({
	title:
		'an open after the first finds at once that the object was deleted or replaced, and checks the new one',
	groups: ['auto', 'quick', 'kept', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const content = 'the right content';
		const names = ['deleted', 'wrong', 'unverified', 'equal', 'moved', 'in/directory'];
		const store = await t.store(Object.fromEntries(names.map((name) => [name, content])));
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const read = (name: string) => readFileSync(`${mount.path}/${name}`, 'utf8');
		const replace = (name: string, by: string, verity: boolean) => {
			const other = `${store.path}/other`;
			writeFileSync(other, by);
			if (verity) enableVerity(other);
			renameSync(other, `${store.path}/${name}`);
		};
		for (const name of names) t.is(read(name), content);

		rmSync(`${store.path}/deleted`);
		replace('wrong', 'the wrong content', true);
		replace('unverified', content, false);
		replace('equal', content, true);
		renameSync(`${store.path}/moved`, `${store.path}/elsewhere`);
		renameSync(`${store.path}/in`, `${store.path}/out`);

		for (let round = 0; round < 2; round += 1) {
			await t.fails('ENOENT', () => read('deleted'));
			await t.fails('EIO', () => read('wrong'));
			await t.fails('EIO', () => read('unverified'));
			t.is(read('equal'), content);
			// What was checked is still there, only under another name: that is not looked up again.
			t.is(read('moved'), content);
			t.is(read('in/directory'), content);
		}

		replace('deleted', content, true);
		t.is(read('deleted'), content);
	},
});
