import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title:
		'walks follow symlinks: chains, up and down, out of the mount; a loop is ELOOP, nothing there ENOENT',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'found'});
		const outside = `${t.tmp()}/outside`;
		const tree = directory({
			absolute: symlink(outside),
			dangling: symlink('nothing'),
			dir: directory({up: symlink('../file')}),
			file: regularFile({size: 5, backing: 'content'}),
			long: symlink(`${'./'.repeat(2045)}file`),
			loop: symlink('pool'),
			one: symlink('two'),
			pool: symlink('loop'),
			sub: symlink('dir'),
			two: symlink('sub/up'),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		for (const path of ['dir/up', 'sub/up', 'two', 'one', 'long'])
			t.is(readFileSync(`${mount.path}/${path}`, 'utf8'), 'found', path);
		await t.fails('ELOOP', () => mount.open('loop'));
		await t.fails('ELOOP', () => mount.open('one', c.O_NOFOLLOW));
		await t.fails('ENOENT', () => mount.open('dangling'));
		await t.fails('ENOENT', () => mount.open('absolute'));

		const root = mount.open('.', c.O_RDONLY | c.O_DIRECTORY);
		const beneath = {flags: c.O_RDONLY | c.O_CLOEXEC, mode: 0, resolve: c.RESOLVE_BENEATH};
		loadNative().close(loadNative().openat2(root.fd, 'one', beneath));
		await t.fails('EXDEV', () => loadNative().openat2(root.fd, 'absolute', beneath));
	},
});
