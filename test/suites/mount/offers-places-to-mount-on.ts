import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {handleOf, openHandle} from '../inodes/_handles.ts';

/** A mount point is a dentry: a driver that drops it, or makes a second one for its inode, uncovers what lies beneath. */
export default defineCase({
	title:
		'directories and files of an image are mounted upon, stay covered through eviction, and come back as they were',
	groups: ['auto', 'mount'],
	needs: ['handles'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({object: 'below'});
		const file = regularFile({size: 5, backing: 'object'});
		const tree = directory({deep: directory({dir: directory({file})}), file});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const [dir, covered] = [`${mount.path}/deep/dir`, `${mount.path}/file`];
		const handle = handleOf(dir);
		const {ino} = statSync(dir);
		const cover = `${t.tmp()}/cover`;
		writeFileSync(cover, 'cover');
		native.mount('none', dir, 'tmpfs', 0, null);
		native.mount(cover, covered, null, c.MS_BIND, null);
		const uncover = (path: string) => native.umount2(path, 0);

		try {
			writeFileSync(`${dir}/new`, 'written');
			for (let round = 0; round < 2; round++) {
				dropInodes();
				t.is(readFileSync(`${dir}/new`, 'utf8'), 'written');
				t.is(readFileSync(`${mount.path}/deep/../deep/dir/new`, 'utf8'), 'written');
				await t.fails('ENOENT', () => readFileSync(`${dir}/file`));
				t.is(readFileSync(covered, 'utf8'), 'cover');
				// Beneath the cover, the directory is what it was.
				const fd = openHandle(t, mount, handle, c.O_PATH);
				t.is(readFileSync(`/proc/self/fd/${fd}/file`, 'utf8'), 'below');
			}
			const root = mount.open('.', c.O_PATH).fd;
			const how = {flags: c.O_PATH, mode: 0, resolve: c.RESOLVE_NO_XDEV};
			await t.fails('EXDEV', () => native.openat2(root, 'deep/dir/new', how));
			await t.fails('EBUSY', () => mount.close());
		} finally {
			uncover(dir);
			uncover(covered);
		}
		dropInodes();
		t.is(statSync(dir).ino, ino);
		t.is(readFileSync(`${dir}/file`, 'utf8'), 'below');
		t.is(readFileSync(covered, 'utf8'), 'below');
	},
});
