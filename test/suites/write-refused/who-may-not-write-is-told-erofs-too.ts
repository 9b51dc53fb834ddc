import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {type Attempt, refuseAll} from './_attempts.ts';

const [here, time] = [c.AT_FDCWD, {sec: 1n, nsec: 0}];

/** Of a superblock that is not read-only, all of the first list are EACCES or EPERM. */
export default defineCase({
	title: "another's change is EROFS as root's is; EACCES only where the way there may not be walked",
	groups: ['auto', 'write-refused'],
	needs: ['read-only-itself'],
	batch: true,
	async run(t) {
		const n = loadNative();
		const secret = regularFile(undefined, {permissions: 0o600, xattrs: {'trusted.key': 'value'}});
		const shut = directory({file: regularFile()}, {permissions: 0o700});
		const {path} = await t.mount(await t.image(directory({secret, shut})));
		const [secretFile, shutFile] = [`${path}/secret`, `${path}/shut/file`];
		const open = (name: string, flags: number) => n.close(n.openat(here, name, flags, 0o600));
		const changes = (file: string): Record<string, () => unknown> => ({
			'access W_OK': () => n.faccessat2(here, file, c.W_OK, c.AT_EACCESS),
			'open for writing': () => open(file, c.O_WRONLY),
			'open and truncate': () => open(file, c.O_RDONLY | c.O_TRUNC),
			'making beside it': () => n.mkdirat(here, `${file}-2`, 0o755),
			mode: () => n.fchmodat(here, file, 0o777),
			owner: () => n.fchownat(here, file, user.uid, user.gid, 0),
			times: () => n.utimensat(here, file, time, time, 0),
			length: () => n.truncate(file, 0),
			'user xattr': () => n.setxattr(file, 'user.key', Buffer.from('x'), 0),
			'trusted xattr': () => n.setxattr(file, 'trusted.key', Buffer.from('x'), 0),
			'removal of a trusted xattr': () => n.removexattr(file, 'trusted.key'),
			removal: () => n.unlinkat(here, file, 0),
			renaming: () => n.renameat2(here, file, here, `${file}-2`, 0),
		});
		const asUser = (code: string, file: string) =>
			Object.entries(changes(file)).map(
				([call, change]): Attempt => [code, `${call} of ${file}`, () => asTask(user, change)],
			);

		await refuseAll(t, asUser('EROFS', secretFile));
		await refuseAll(t, asUser('EACCES', shutFile));
	},
});
