import {readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

/** What kind a dentry is the VFS takes from the inode of the first lookup: a driver that gives it another type fails. */
export default defineCase({
	title: 'a slash behind a name follows symlinks and is ENOTDIR for all but directories, cached or not',
	groups: ['auto', 'names'],
	needs: [],
	batch: true,
	async run(t) {
		const tree = directory({
			chr: deviceFile('chr', {major: 1, minor: 3}),
			dangling: symlink('absent'),
			dir: directory({file: regularFile()}),
			fifo: specialFile('fifo'),
			file: regularFile(),
			sock: specialFile('sock'),
			'to-dir': symlink('dir'),
			'to-file': symlink('file'),
			'to-slash': symlink('dir///'),
		});
		const mount = await t.mount(await t.image(tree));
		const at = (name: string) => `${mount.path}/${name}`;
		const openDirectory = (name: string) => mount.open(name, c.O_RDONLY | c.O_DIRECTORY).close();

		for (let round = 0; round < 2; round++) {
			dropInodes();
			const {ino} = lstatx(at('dir/'));
			for (const name of ['dir//', 'to-dir/', 'to-slash/', 'to-slash//.', 'dir/./'])
				t.is(lstatx(at(name)).ino, ino, name);
			for (const name of ['chr/', 'fifo/', 'file/', 'sock/', 'to-file/', 'file/.', 'to-file/..'])
				await t.fails('ENOTDIR', () => lstatx(at(name)));
			await t.fails('ENOENT', () => lstatx(at('dangling/')));
			await t.fails('ENOENT', () => lstatx(at('absent/')));
			for (const name of ['dir', 'to-dir', 'to-slash']) openDirectory(name);
			for (const name of ['chr', 'fifo', 'file', 'sock', 'to-file'])
				await t.fails('ENOTDIR', () => openDirectory(name));
			t.is(readlinkSync(at('to-slash')), 'dir///');
			await t.fails('EINVAL', () => readlinkSync(at('to-dir/')));
			await t.fails('ENOTDIR', () => readlinkSync(at('to-file/')));
		}
	},
});
