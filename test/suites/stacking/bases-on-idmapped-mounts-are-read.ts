import {chmodSync, chownSync, readFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {asTask} from '../permissions/_as-task.ts';

/** A driver that judges the mounter's access without the mapping of the base's mount opens what it may not, or the reverse. */
export default defineCase({
	title: 'a base on an idmapped mount is read with the ids that it shows there, and the image shows its own',
	groups: ['auto', 'stacking'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({private: 'hello', public: 'hello', unmapped: 'hello'});
		chmodSync(store.path, 0o755);
		for (const [name, id, mode] of [
			['private', 5, 0o600],
			['public', 5, 0o644],
			['unmapped', 500, 0o600],
		] as const) {
			chownSync(`${store.path}/${name}`, id, id);
			chmodSync(`${store.path}/${name}`, mode);
		}
		const files = ['private', 'public', 'unmapped'].map(
			(name) => [name, regularFile({size: 5, backing: name}, {uid: 42})] as const,
		);
		const image = await t.image(directory(files));
		chmodSync(image.path, 0o644);

		const range = [{inside: 0, outside: 1000, count: 100}];
		using namespace = createUserNamespace({uids: range, gids: range});
		const tree = native.open_tree(c.AT_FDCWD, store.path, c.OPEN_TREE_CLONE | c.OPEN_TREE_CLOEXEC);
		native.mount_setattr(tree, '', c.AT_EMPTY_PATH, {
			set: c.MOUNT_ATTR_IDMAP,
			clear: 0,
			propagation: 0,
			userNamespace: namespace.fd,
		});
		const target = t.tmp();
		native.move_mount(tree, '', c.AT_FDCWD, target, c.MOVE_MOUNT_F_EMPTY_PATH);
		native.close(tree);
		using base = new Mount(target);
		const mountAs = (uid: number) => {
			using context = new FilesystemContext();
			context.setString('source', image.path);
			context.setString('basedir', base.path);
			native.setfsgid(uid);
			native.setfsuid(uid);
			try {
				context.create();
			} finally {
				native.setfsuid(0);
				native.setfsgid(0);
			}
			return context.attach(t.tmp());
		};
		const read = (mount: Mount, name: string) => readFileSync(`${mount.path}/${name}`, 'utf8');

		using roots = mountAs(0);
		using shifted = mountAs(1005);
		using stored = mountAs(5);
		for (const mount of [roots, shifted, stored]) {
			t.is(read(mount, 'public'), 'hello');
			t.is(statSync(`${mount.path}/public`).uid, 42);
		}
		for (const mount of [roots, shifted]) t.is(read(mount, 'private'), 'hello');
		await t.fails('EACCES', () => read(stored, 'private'));
		// Who has no number there, no capability reaches.
		for (const mount of [roots, shifted, stored]) await t.fails('EACCES', () => read(mount, 'unmapped'));
		t.is(
			asTask({uid: 7, gid: 7}, () => read(shifted, 'private')),
			'hello',
			'whoever reads',
		);
	},
});
