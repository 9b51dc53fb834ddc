import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'symlinks and ACLs that a walk without references meets for the first time are read from the disk',
	groups: ['auto', 'inodes'],
	batch: true,
	async run(t) {
		const acl = encodeAcl({owner: 7, users: {[user.uid]: 5}, group: 0, mask: 5, others: 0});
		const xattrs = {'system.posix_acl_access': acl};
		const inside = directory({file: regularFile(undefined, {xattrs, permissions: 0o640})});
		const closed = directory({file: regularFile()}, {permissions: 0o700});
		const tree = directory({
			closed,
			dir: directory({inside}, {xattrs, permissions: 0o750}),
			link: symlink('dir'),
			// Far from the others, so that its block is on a page of its own.
			large: regularFile(undefined, {xattrs: {'user.large': Buffer.alloc(20_000, 'x')}}),
		});
		const mount = await t.mount(await t.image(tree));
		const at = (path: string) => `${mount.path}/${path}`;

		// Every dentry is there, and neither the target nor an ACL was asked for. Then the pages of the image go.
		for (const path of ['link', 'dir', 'dir/inside', 'dir/inside/file', 'closed/file']) lstatx(at(path));
		writeFileSync('/proc/sys/vm/drop_caches', '1');
		for (let round = 0; round < 2; round++) {
			t.is(asTask(user, () => lstatx(at('link/inside/file'))).mode & 0o777, 0o640);
			asTask(user, () => mount.open('link/inside/file').close());
			await t.fails('EACCES', () => asTask(user, () => lstatx(at('closed/file'))));
		}
	},
});
