import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {getXattr, listXattrs} from './_get.ts';

const xattrs = {'security.label': 'l', 'trusted.secret': 's', 'user.open': 'o'};

export default defineCase({
	title: "trusted xattrs are listed and read with CAP_SYS_ADMIN only, also of one's own file",
	groups: ['auto', 'quick', 'xattrs'],
	needs: [],
	batch: true,
	async run(t) {
		const mount = await t.mount(
			await t.image(directory({mine: regularFile(undefined, {uid: user.uid, xattrs})})),
		);
		const path = `${mount.path}/mine`;

		t.deepEqual(listXattrs(path).sort(), Object.keys(xattrs));
		t.is(getXattr(path, 'trusted.secret').toString(), 's');
		t.deepEqual(
			asTask(user, () => listXattrs(path).sort()),
			['security.label', 'user.open'],
		);
		await t.fails('ENODATA', () => asTask(user, () => getXattr(path, 'trusted.secret')));
		t.is(asTask(user, () => getXattr(path, 'user.open')).toString(), 'o');
	},
});
