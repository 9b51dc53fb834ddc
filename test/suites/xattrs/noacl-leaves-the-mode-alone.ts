import {defineCase} from '#case';
import {asTask, type Task} from '../permissions/_as-task.ts';
import {accessKey, aclImage, denied, member, named} from './_acl-tree.ts';
import {getXattr, listXattrs} from './_get.ts';

export default defineCase({
	title: 'with noacl the mode decides alone, and no ACL is listed or found',
	groups: ['auto', 'quick', 'xattrs'],
	needs: ['noacl'],
	batch: true,
	async run(t) {
		const {store, image} = await aclImage(t);
		const mount = await t.mount(image, {basedir: store.path, acl: false});
		const open = (task: Task, path: string) => asTask(task, () => mount.open(path).close());

		for (const task of [named, member]) await t.fails('EACCES', () => open(task, 'some'));
		open(denied, 'most');
		await t.fails('EACCES', () => open(named, 'dir/file'));
		t.deepEqual(listXattrs(`${mount.path}/some`), []);
		await t.fails('ENOTSUP', () => getXattr(`${mount.path}/some`, accessKey));
	},
});
