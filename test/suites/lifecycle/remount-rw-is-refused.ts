import {closeSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {mountLineOf} from '../_support/mount-line.ts';

export default defineCase({
	title: 'a mount is read-only from the start, and remounting it for writing is EROFS by every way',
	groups: ['auto', 'quick', 'lifecycle'],
	needs: ['remount-erofs'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({greeting: 'hello'});
		const {path} = await t.mount(await t.image(store), {basedir: store.path});
		const reconfigure = (flag: string) => {
			const context = native.fspick(c.AT_FDCWD, path, c.FSPICK_CLOEXEC);
			try {
				native.fsconfig(context, c.FSCONFIG_SET_FLAG, flag, null, 0);
				native.fsconfig(context, c.FSCONFIG_CMD_RECONFIGURE, null, null, 0);
			} finally {
				closeSync(context);
			}
		};
		const create = () => native.openat(c.AT_FDCWD, `${path}/new`, c.O_CREAT | c.O_WRONLY, 0o644);

		await t.fails('EROFS', () => native.mount(null, path, null, c.MS_REMOUNT, null));
		await t.fails('EROFS', () => reconfigure('rw'));
		reconfigure('ro');
		native.mount(null, path, null, c.MS_REMOUNT | c.MS_RDONLY, null);
		t.match(mountLineOf(path).options, /^ro,/);

		// A mount's own flag can be cleared: the superblock's rules all the same.
		const attributes = {set: 0, clear: c.MOUNT_ATTR_RDONLY, propagation: 0, userNamespace: 0};
		native.mount_setattr(c.AT_FDCWD, path, 0, attributes);
		native.mount(null, path, null, c.MS_REMOUNT | c.MS_BIND, null);
		await t.fails('EROFS', create);
	},
});
