import {defineCase} from '#case';
import {constants as c, loadNative, type SyscallError} from '../../../src/native.ts';
import {mountLineOf} from '../_support/mount-line.ts';

export default defineCase({
	title: 'a remount may repeat the options of a mount, as mount(8) does, and change none of them',
	groups: ['auto', 'lifecycle'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const other = await t.image(store);
		const {path} = await t.mount(image, {basedir: store.path, verityCheck: 2, digest: true});
		const before = mountLineOf(path);
		const remount = (options: string) =>
			loadNative().mount(null, path, null, c.MS_REMOUNT | c.MS_RDONLY, options);
		const reconfigure = (key: string, value: string) => {
			const context = loadNative().fspick(c.AT_FDCWD, path, c.FSPICK_CLOEXEC);
			try {
				loadNative().fsconfig(context, c.FSCONFIG_SET_STRING, key, value, 0);
				loadNative().fsconfig(context, c.FSCONFIG_CMD_RECONFIGURE, null, null, 0);
			} finally {
				loadNative().close(context);
			}
		};

		remount('');
		remount(before.options.replace(/^ro,/, ''));
		reconfigure('source', image.path);

		for (const [key, value] of [
			['source', other.path],
			['basedir', t.tmp()],
			['basedir', `${store.path}:${store.path}`],
			['digest', '0'.repeat(64)],
			['verity_check', '1'],
		] as const) {
			const error = await t.fails('EINVAL', () => reconfigure(key, value));
			t.deepEqual((error as SyscallError).kernelLog, [`e composefs: ${key} can't be changed`]);
		}
		await t.fails('EINVAL', () => remount('noacl'));
		t.deepEqual(mountLineOf(path), before);
	},
});
