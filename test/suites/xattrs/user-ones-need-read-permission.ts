import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {getXattr, listXattrs} from './_get.ts';

export default defineCase({
	title: 'user xattrs need read permission, their names and security xattrs do not',
	groups: ['auto', 'xattrs'],
	needs: [],
	batch: true,
	async run(t) {
		const xattrs = {'security.label': 'l', 'user.private': 'p'};
		const tree = directory({private: regularFile(undefined, {permissions: 0o600, xattrs})});
		const mount = await t.mount(await t.image(tree));
		const path = `${mount.path}/private`;

		t.is(getXattr(path, 'user.private').toString(), 'p');
		await t.fails('EACCES', () => asTask(user, () => getXattr(path, 'user.private')));
		t.is(asTask(user, () => getXattr(path, 'security.label')).toString(), 'l');
		t.deepEqual(
			asTask(user, () => listXattrs(path).sort()),
			Object.keys(xattrs),
		);
	},
});
