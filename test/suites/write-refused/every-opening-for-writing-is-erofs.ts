import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'opening for writing, creating and truncating are EROFS, for root too, and reading is not hindered',
	groups: ['auto', 'quick', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({'dir/file': 'hello', 'dir/empty': ''});
		const {path} = await t.mount(await t.image(store), {basedir: store.path});
		const open = (name: string, flags: number) => {
			const fd = loadNative().openat(c.AT_FDCWD, `${path}/${name}`, flags | c.O_CLOEXEC, 0o644);
			loadNative().close(fd);
		};

		for (const file of ['dir/file', 'dir/empty'])
			for (const flags of [
				c.O_WRONLY,
				c.O_RDWR,
				c.O_WRONLY | c.O_APPEND,
				c.O_WRONLY | c.O_TRUNC,
				c.O_RDONLY | c.O_TRUNC,
				c.O_RDWR | c.O_CREAT,
				c.O_RDONLY | c.O_CREAT | c.O_TRUNC,
			])
				await t.fails('EROFS', () => open(file, flags));
		for (const flags of [c.O_RDONLY, c.O_WRONLY, c.O_RDWR, c.O_WRONLY | c.O_EXCL])
			for (const name of ['new', 'dir/new']) await t.fails('EROFS', () => open(name, flags | c.O_CREAT));
		for (const name of ['.', 'dir']) await t.fails('EROFS', () => open(name, c.O_TMPFILE | c.O_RDWR));

		await t.fails('EEXIST', () => open('dir/file', c.O_WRONLY | c.O_CREAT | c.O_EXCL));
		await t.fails('EISDIR', () => open('dir', c.O_WRONLY));
		open('dir/file', c.O_RDONLY | c.O_CREAT);
		open('dir/file', c.O_RDONLY);
	},
});
