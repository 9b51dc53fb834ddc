import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {getXattr, listXattrs} from './_get.ts';

const keys = ['system.posix_acl_access', 'system.posix_acl_default'] as const;

export default defineCase({
	title:
		'access and default ACLs show as stored, the default one decides nothing, and what is absent is ENODATA',
	groups: ['auto', 'xattrs'],
	batch: true,
	async run(t) {
		const access = encodeAcl({owner: 7, group: 5, others: 5});
		const inherited = encodeAcl({owner: 7, users: {[user.uid]: 0}, group: 0, mask: 0, others: 0});
		const below = directory({file: regularFile()}, {xattrs: {[keys[0]]: access, [keys[1]]: inherited}});
		const mount = await t.mount(await t.image(directory({below, bare: directory()})));

		t.deepEqual(listXattrs(`${mount.path}/below`), [...keys]);
		t.deepEqual(getXattr(`${mount.path}/below`, keys[0]), access);
		t.deepEqual(getXattr(`${mount.path}/below`, keys[1]), inherited);
		asTask(user, () => mount.open('below/file').close());
		for (const key of keys) {
			await t.fails('ENODATA', () => getXattr(`${mount.path}/bare`, key));
			await t.fails('ENODATA', () => getXattr(`${mount.path}/below/file`, key));
		}
	},
});
