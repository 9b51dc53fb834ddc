import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {asTask, user} from './_as-task.ts';

export default defineCase({
	title: 'a directory without x lists names that can not be reached, one without r hides names that can',
	groups: ['auto', 'permissions'],
	needs: [],
	batch: true,
	async run(t) {
		const dir = (permissions: number) => directory({file: regularFile()}, {permissions});
		const mount = await t.mount(
			await t.image(directory({list: dir(0o744), none: dir(0o700), search: dir(0o711)})),
		);
		const list = (name: string) => asTask(user, () => readdirSync(`${mount.path}/${name}`));
		const reach = (name: string) => asTask(user, () => lstatx(`${mount.path}/${name}/file`).size);

		t.deepEqual(list('list'), ['file']);
		await t.fails('EACCES', () => reach('list'));
		t.is(reach('search'), 0n);
		await t.fails('EACCES', () => list('search'));
		await t.fails('EACCES', () => list('none'));
		await t.fails('EACCES', () => reach('none'));
		t.is(lstatx(`${mount.path}/none/file`).size, 0n, 'root');
		await t.fails('EACCES', () => reach('none'));
	},
});
