import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title:
		'a basedir is refused: ENOENT when absent, ENOTDIR when no directory, EINVAL when empty or unbindable',
	groups: ['auto', 'quick', 'options'],
	batch: true,
	async run(t) {
		// On a disk, which can't be unmounted while anything of it is referenced.
		const parent = t.tmp('scratch');
		mkdirSync(`${parent}/dir`);
		mkdirSync(`${parent}/unbindable`);
		writeFileSync(`${parent}/file`, '');
		symlinkSync('dir', `${parent}/link`);
		symlinkSync('nothing', `${parent}/dangling`);
		loadNative().mount('none', `${parent}/unbindable`, 'tmpfs', 0, null);
		using unbindable = new Mount(`${parent}/unbindable`);
		loadNative().mount(null, unbindable.path, null, c.MS_UNBINDABLE, null);
		const image = await t.image(await t.store({greeting: 'hello'}));
		const create = (basedir: string) => {
			using context = new FilesystemContext();
			context.setString('source', image.path);
			context.setString('basedir', basedir);
			context.create();
		};

		for (const [code, basedir] of [
			['ENOENT', `${parent}/absent`],
			['ENOENT', `${parent}/dangling`],
			['ENOENT', `${parent}/dir:${parent}/absent`],
			['ENOTDIR', `${parent}/file`],
			['ENOTDIR', `${parent}/file/below`],
			['EINVAL', ''],
			['EINVAL', ':'],
			['EINVAL', `${parent}/dir:`],
			['EINVAL', `:${parent}/dir`],
			['EINVAL', `${parent}/dir::${parent}/dir`],
			['EINVAL', unbindable.path],
		] as const)
			await t.fails(code, () => create(basedir));
		create(`${parent}/link`);

		using context = new FilesystemContext();
		const link = loadNative().openat(c.AT_FDCWD, `${parent}/link`, c.O_PATH | c.O_NOFOLLOW, 0);
		await t.fails('ENOTDIR', () => context.setLocation('basedir', link));
		loadNative().close(link);
	},
});
