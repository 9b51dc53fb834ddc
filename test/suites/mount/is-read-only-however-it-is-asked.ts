import {defineCase} from '#case';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {mountLineOf} from '../_support/mount-line.ts';

/** A driver that takes the flag from its caller, who did not give it, makes a superblock that is written to. */
export default defineCase({
	title:
		'a mount that is asked to be writable, synchronous or lazy about times is made read-only all the same, by either API',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const options = `basedir=${store.path}`;
		const check = async (mount: Mount, how: string) => {
			t.is(mountLineOf(mount.path).options.split(',')[0], 'ro', how);
			const statfs = loadNative().statfs(mount.path);
			t.is(statfs.flags & c.ST_RDONLY, c.ST_RDONLY, how);
			await t.fails('EROFS', () => mount.open('greeting', c.O_WRONLY));
			await t.fails('EROFS', () =>
				loadNative().openat(c.AT_FDCWD, `${mount.path}/new`, c.O_CREAT | c.O_WRONLY, 0o644),
			);
			t.is(loadNative().pread(mount.open('greeting').fd, 10, 0).toString(), 'hello', how);
		};

		for (const flags of [
			0,
			c.MS_RDONLY,
			c.MS_SYNCHRONOUS | c.MS_DIRSYNC,
			c.MS_LAZYTIME | c.MS_STRICTATIME,
			c.MS_SILENT | c.MS_NOSUID,
		]) {
			const target = t.tmp();
			loadNative().mount(image.path, target, 'composefs', flags, options);
			using mount = new Mount(target);
			await check(mount, `mount(2) with flags ${flags}`);
		}
		for (const flags of [['rw'], ['ro'], ['ro', 'rw'], ['sync'], ['dirsync', 'lazytime'], ['async', 'rw']]) {
			using context = new FilesystemContext();
			context.setString('source', image.path);
			context.setString('basedir', store.path);
			for (const flag of flags) context.setFlag(flag);
			context.create();
			using mount = context.attach(t.tmp());
			await check(mount, `fsconfig(2) with ${flags}`);
		}
	},
});
