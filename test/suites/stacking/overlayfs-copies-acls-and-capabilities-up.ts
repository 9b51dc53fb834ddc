import {appendFileSync, chownSync, utimesSync} from 'node:fs';
import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {mountOverlay} from '../_support/overlay.ts';
import {asTask} from '../permissions/_as-task.ts';
import {getXattr, listXattrs} from '../xattrs/_get.ts';

const [access, inherited] = ['system.posix_acl_access', 'system.posix_acl_default'] as const;
/** struct vfs_cap_data, revision 2: CAP_CHOWN, effective. */
const capability = Buffer.alloc(20);
capability.writeUInt32LE(0x0200_0001, 0);
capability.writeUInt32LE(1, 4);

/** A driver that answers for ACLs but doesn't list them, or lists what it can't give, loses them here or fails the copy. */
export default defineCase({
	title:
		'overlayfs judges by the ACLs of an image, and what it copies up has them, and capabilities, as they were',
	groups: ['auto', 'stacking', 'xattrs'],
	needs: ['acl'],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const readable = encodeAcl({owner: 6, users: {1000: 4}, group: 0, mask: 4, others: 0});
		const searchable = encodeAcl({owner: 7, users: {1000: 1}, group: 5, mask: 5, others: 0});
		const content = {size: 5, backing: 'object'};
		const dir = directory(
			{file: regularFile(content, {permissions: 0o640, xattrs: {[access]: readable}})},
			{permissions: 0o750, xattrs: {[access]: searchable, [inherited]: readable}},
		);
		const program = regularFile(content, {xattrs: {'security.capability': capability, 'user.note': 'kept'}});
		const lower = await t.mount(await t.image(directory({dir, program})), {basedir: store.path});
		const {mount, upper} = mountOverlay(t, {lowers: [lower.path], place: 'scratch'});
		const open = (uid: number) => asTask({uid, gid: uid}, () => mount.open('dir/file').close());

		open(1000);
		await t.fails('EACCES', () => open(1001));
		appendFileSync(`${mount.path}/dir/file`, ' world');
		chownSync(`${mount.path}/dir`, 7, 7);
		utimesSync(`${mount.path}/program`, 1, 2);

		t.deepEqual(getXattr(`${upper}/dir/file`, access), readable);
		t.deepEqual(getXattr(`${upper}/dir`, access), searchable);
		t.deepEqual(getXattr(`${upper}/dir`, inherited), readable);
		t.deepEqual(getXattr(`${upper}/program`, 'security.capability'), capability);
		t.is(getXattr(`${upper}/program`, 'user.note').toString(), 'kept');
		open(1000);
		await t.fails('EACCES', () => open(1001));
		t.deepEqual(listXattrs(`${mount.path}/dir`), [access, inherited]);
	},
});
