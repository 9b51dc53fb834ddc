import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {refuseAll} from './_attempts.ts';

const [here, value, time] = [c.AT_FDCWD, Buffer.from('x'), {sec: 1n, nsec: 0}];

/** Each line is EPERM, ENOTSUP, ENODATA, EEXIST, ENOTEMPTY or nothing at all where the superblock is not read-only. */
export default defineCase({
	title:
		'a change of what is there is EROFS before its sense is judged, of what is not ENOENT, but a removal EROFS too',
	groups: ['auto', 'quick', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const n = loadNative();
		const xattrs = {'user.key': 'value'};
		const tree = directory({
			dangling: symlink('nowhere'),
			dir: directory({inside: directory()}),
			file: regularFile(undefined, {xattrs}),
			link: symlink('file'),
		});
		const {path} = await t.mount(await t.image(tree));
		const outside = t.tmp();
		const at = (name: string) => `${path}/${name}`;
		const [file, dir, link, absent] = [at('file'), at('dir'), at('link'), at('absent')];
		const acl = encodeAcl({owner: 6, group: 4, others: 4});

		await refuseAll(t, [
			['EROFS', 'xattr that is there, made', () => n.setxattr(file, 'user.key', value, c.XATTR_CREATE)],
			['EROFS', 'xattr that is not, replaced', () => n.setxattr(file, 'user.no', value, c.XATTR_REPLACE)],
			['EROFS', 'xattr that is not, removed', () => n.removexattr(file, 'user.no')],
			['EROFS', 'user xattr of a symlink', () => n.lsetxattr(link, 'user.key', value, 0)],
			['EROFS', 'xattr of no namespace', () => n.setxattr(file, 'nobody.serves', value, 0)],
			['EROFS', 'access ACL', () => n.setxattr(file, 'system.posix_acl_access', acl, 0)],
			['EROFS', 'default ACL', () => n.setxattr(dir, 'system.posix_acl_default', acl, 0)],
			['EROFS', 'removal of an ACL', () => n.removexattr(file, 'system.posix_acl_access')],
			['EROFS', 'capabilities', () => n.setxattr(file, 'security.capability', Buffer.alloc(20), 0)],
			['EROFS', 'removal of a directory that is not empty', () => n.unlinkat(here, dir, c.AT_REMOVEDIR)],
			['EROFS', 'removal of a directory as a file', () => n.unlinkat(here, dir, 0)],
			['EROFS', 'removal of a file as a directory', () => n.unlinkat(here, file, c.AT_REMOVEDIR)],
			['EROFS', 'renaming over itself', () => n.renameat2(here, file, here, file, 0)],
			['EROFS', 'renaming into itself', () => n.renameat2(here, dir, here, at('dir/inside/dir'), 0)],
			['EROFS', 'a mode it has', () => n.fchmodat(here, file, 0o644)],
			['EROFS', 'an owner it has', () => n.fchownat(here, file, 0, 0, 0)],
			['EROFS', 'no owner at all', () => n.fchownat(here, file, 2 ** 32 - 1, 2 ** 32 - 1, 0)],
			['EROFS', 'the length it has', () => n.truncate(file, 0)],
			['EISDIR', 'the length of a directory', () => n.truncate(dir, 0)],
		]);

		await refuseAll(t, [
			['ENOENT', 'mode of what is absent', () => n.fchmodat(here, absent, 0o600)],
			['ENOENT', 'mode through a symlink to nothing', () => n.fchmodat(here, at('dangling'), 0o600)],
			['ENOENT', 'owner of what is absent', () => n.fchownat(here, absent, 1, 1, 0)],
			['ENOENT', 'times of what is absent', () => n.utimensat(here, absent, time, time, 0)],
			['ENOENT', 'length of what is absent', () => n.truncate(absent, 0)],
			['ENOENT', 'xattr of what is absent', () => n.setxattr(absent, 'user.key', value, 0)],
			['ENOENT', 'xattr of what is absent, removed', () => n.removexattr(absent, 'user.key')],
			['ENOENT', 'access to what is absent', () => n.faccessat2(here, absent, c.W_OK, 0)],
			['ENOTDIR', 'removal beneath a file', () => n.unlinkat(here, at('file/x'), 0)],
			['ENOENT', 'removal beneath what is absent', () => n.unlinkat(here, at('absent/x'), 0)],
			['EROFS', 'removal of what is absent', () => n.unlinkat(here, absent, 0)],
			['EROFS', 'removal of an absent directory', () => n.unlinkat(here, absent, c.AT_REMOVEDIR)],
			['EROFS', 'renaming of what is absent', () => n.renameat2(here, absent, here, at('new'), 0)],
			['EBUSY', 'renaming of "."', () => n.renameat2(here, at('.'), here, at('new'), 0)],
			['EINVAL', 'removal of "."', () => n.unlinkat(here, at('dir/.'), c.AT_REMOVEDIR)],
			['ENOTEMPTY', 'removal of ".."', () => n.unlinkat(here, at('dir/..'), c.AT_REMOVEDIR)],
			['EXDEV', 'renaming out of it', () => n.renameat2(here, file, here, `${outside}/file`, 0)],
			['EXDEV', 'renaming into it', () => n.renameat2(here, outside, here, at('new'), 0)],
		]);
	},
});
