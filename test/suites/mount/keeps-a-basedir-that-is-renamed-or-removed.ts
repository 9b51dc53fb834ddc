import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {mountLineOf} from '../_support/mount-line.ts';

export default defineCase({
	title:
		'a mount keeps its base directory when that is renamed or replaced, and finds nothing once it is removed',
	groups: ['auto', 'mount'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const store = await t.store({'dir/file': 'hello', 'dir/other': 'world'});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const before = mountLineOf(mount.path);
		const moved = `${t.tmp('scratch')}/moved`;

		renameSync(store.path, moved);
		mkdirSync(`${store.path}/dir`, {recursive: true});
		writeFileSync(`${store.path}/dir/file`, 'wrong');
		t.is(readFileSync(`${mount.path}/dir/file`, 'utf8'), 'hello');
		t.deepEqual(mountLineOf(mount.path), before, 'the path that it had');

		rmSync(moved, {recursive: true});
		await t.fails('ENOENT', () => mount.open('dir/other'));
	},
});
