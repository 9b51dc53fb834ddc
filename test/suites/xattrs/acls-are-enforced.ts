import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {asTask, type Task} from '../permissions/_as-task.ts';
import {accessKey, aclImage, denied, masked, member, named, someAcl, stranger} from './_acl-tree.ts';
import {getXattr, listXattrs} from './_get.ts';

export default defineCase({
	title: 'an ACL grants and denies what the mode alone would not',
	groups: ['auto', 'quick', 'xattrs'],
	needs: ['acl'],
	batch: true,
	async run(t) {
		const {store, image} = await aclImage(t);
		const mount = await t.mount(image, {basedir: store.path});
		const open = (task: Task, path: string) => asTask(task, () => mount.open(path).close());

		open(named, 'some');
		open(member, 'some');
		for (const task of [masked, denied, stranger]) await t.fails('EACCES', () => open(task, 'some'));
		open(stranger, 'most');
		await t.fails('EACCES', () => open(denied, 'most'));
		open(named, 'dir/file');
		await t.fails('EACCES', () => open(member, 'dir/file'));
		await t.fails('EACCES', () => asTask(named, () => readdirSync(`${mount.path}/dir`)));

		t.deepEqual(listXattrs(`${mount.path}/some`), [accessKey]);
		t.deepEqual(getXattr(`${mount.path}/some`, accessKey), someAcl);
	},
});
