import {fstatSync, readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from './_drop-caches.ts';
import {lstatx} from './_statx.ts';

/** A driver that follows its links itself, or keeps a target only while its path is walked, fails one of them. */
export default defineCase({
	title: 'a symlink is opened as itself, has its target by that, and is not followed where the mount says so',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({object: 'hello'});
		const tree = directory({
			dir: directory({file: regularFile({size: 5, backing: 'object'})}),
			link: symlink('dir/file', {uid: 7, mtime: 42n}),
			sub: symlink('dir'),
		});
		const image = await t.image(tree);
		const mount = await t.mount(image, {basedir: store.path});
		const unfollowed = await t.mount(image, {
			basedir: store.path,
			attributes: c.MOUNT_ATTR_NOSYMFOLLOW,
		});

		const {fd} = mount.open('link', c.O_PATH | c.O_NOFOLLOW);
		for (let round = 0; round < 2; round++) {
			dropInodes();
			const {mode, uid, size} = fstatSync(fd);
			t.deepEqual([mode & c.S_IFMT, uid, size], [c.S_IFLNK, 7, 8]);
			t.is(native.readlinkat(fd, '', 100).toString(), 'dir/file');
			t.is(readlinkSync(`/proc/self/fd/${fd}`), `${mount.path}/link`);
		}
		await t.fails('ELOOP', () => native.openat(c.AT_FDCWD, `/proc/self/fd/${fd}`, c.O_RDONLY, 0));
		await t.fails('EBADF', () => native.fgetxattr(fd, 'user.key', 10));
		await t.fails('ELOOP', () => mount.open('link', c.O_NOFOLLOW));
		await t.fails('ENOTDIR', () => mount.open('sub', c.O_NOFOLLOW | c.O_DIRECTORY));
		t.is(readFileSync(`${mount.path}/link`, 'utf8'), 'hello');

		for (const path of ['link', 'sub/file', 'sub/'])
			await t.fails('ELOOP', () => native.statx(c.AT_FDCWD, `${unfollowed.path}/${path}`, 0, c.STATX_SIZE));
		t.is(readlinkSync(`${unfollowed.path}/link`), 'dir/file');
		t.is(lstatx(`${unfollowed.path}/link`).uid, 7);
		t.is(readFileSync(`${unfollowed.path}/dir/file`, 'utf8'), 'hello');
	},
});
