import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {getXattr, listXattrs} from './_get.ts';

const acl = encodeAcl({owner: 6, group: 4, others: 4});
const foreign = {
	'a.key': '1',
	'security.': '2',
	'system.nfs4_acl': '3',
	trusted: '4',
	'user.': '5',
	'user.key': 'kept',
	user: '6',
	'\xff': '7',
};

export default defineCase({
	title: 'keys of namespaces that the driver does not serve are stored but neither listed nor read',
	groups: ['auto', 'xattrs'],
	batch: true,
	async run(t) {
		const file = regularFile(undefined, {xattrs: foreign});
		const link = symlink('file', {xattrs: {'security.label': 'l', 'system.posix_acl_access': acl}});
		const mount = await t.mount(await t.image(directory({file, link})));

		t.deepEqual(listXattrs(`${mount.path}/file`), ['user.key']);
		t.is(getXattr(`${mount.path}/file`, 'user.key').toString(), 'kept');
		for (const key of ['a.key', 'system.nfs4_acl', 'trusted', 'user', '\xff'])
			await t.fails('ENOTSUP', () => getXattr(`${mount.path}/file`, key));
		t.deepEqual(listXattrs(`${mount.path}/link`), ['security.label']);
		await t.fails('ENOTSUP', () => getXattr(`${mount.path}/link`, 'system.posix_acl_access'));
	},
});
