import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {listDirectory} from '../directories/_list.ts';
import {dropInodes} from './_drop-caches.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'inode numbers are the index and one, never 0, the same in stat and readdir and after eviction',
	groups: ['auto', 'quick', 'inodes'],
	batch: true,
	async run(t) {
		const tree = directory({
			dir: directory({file: regularFile(), link: symlink('file')}),
			empty: directory(),
			file: regularFile(),
		});
		const mount = await t.mount(await t.image(tree));

		const numbers = () => {
			const found = new Map([['/', lstatx(mount.path).ino]]);
			for (const path of ['/', '/dir/'])
				for (const {name, ino} of listDirectory(`${mount.path}${path}`)) {
					// What ".." of a root is called, the mount it lies on decides.
					if (name.toString() === '..') continue;
					const whole = `${path}${name}`;
					t.is(lstatx(`${mount.path}${whole}`).ino, ino, whole);
					found.set(whole, ino);
				}
			return found;
		};
		const first = numbers();
		t.deepEqual([...new Set(first.values())].sort(), [1n, 2n, 3n, 4n, 5n, 6n]);
		dropInodes();
		t.deepEqual(numbers(), first);
	},
});
