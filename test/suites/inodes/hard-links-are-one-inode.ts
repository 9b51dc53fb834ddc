import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'hard links are one inode: flock through one name conflicts with flock through another',
	groups: ['auto', 'quick', 'inodes'],
	needs: ['hard-links'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({content: 'shared'});
		const file = regularFile({size: 6, backing: 'content'});
		const link = symlink('a/one');
		const tree = directory({a: directory({one: file, link}), b: directory({two: file, link}), three: file});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		const names = ['a/one', 'b/two', 'three'];
		for (const name of names) {
			const {ino, nlink} = lstatx(`${mount.path}/${name}`);
			t.deepEqual({ino, nlink}, {ino: lstatx(`${mount.path}/a/one`).ino, nlink: 3}, name);
			t.is(readFileSync(`${mount.path}/${name}`, 'utf8'), 'shared');
		}
		t.is(lstatx(`${mount.path}/a/link`).ino, lstatx(`${mount.path}/b/link`).ino);

		const [one, two] = [mount.open('a/one'), mount.open('b/two')];
		native.flock(one.fd, c.LOCK_EX | c.LOCK_NB);
		await t.fails('EAGAIN', () => native.flock(two.fd, c.LOCK_EX | c.LOCK_NB));
		native.flock(one.fd, c.LOCK_UN);
		native.flock(two.fd, c.LOCK_EX | c.LOCK_NB);
	},
});
