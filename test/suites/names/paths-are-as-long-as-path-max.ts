import {readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {type Directory, directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

const depth = 300;

export default defineCase({
	title: 'a path of PATH_MAX bytes opens, deeper ones from where one stands, and ".." leads all the way back',
	groups: ['auto', 'names'],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'deep'});
		let tree: Directory = directory({file: regularFile({size: 4, backing: 'content'})});
		for (let level = 0; level < depth; level++) tree = directory({'directory-name': tree});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		const step = 'directory-name/';
		const half = mount.open(step.repeat(depth / 2), c.O_PATH);
		const rest = `/proc/self/fd/${half.fd}/${step.repeat(depth / 2)}`;
		t.is(readFileSync(`${rest}file`, 'utf8'), 'deep');
		dropInodes();
		t.is(lstatx(`${rest}${'../'.repeat(depth / 2)}`).ino, lstatx(`/proc/self/fd/${half.fd}/.`).ino);
		t.is(lstatx(`/proc/self/fd/${half.fd}/${'../'.repeat(depth / 2)}`).ino, lstatx(mount.path).ino);

		const longest = `${mount.path}/${step.repeat(260)}`;
		const padded = `${longest}${'/'.repeat(c.PATH_MAX - 1 - longest.length - 4)}`;
		t.is(lstatx(padded).nlink, 3);
		await t.fails('ENAMETOOLONG', () => lstatx(`${padded}/////`));
		t.is(readlinkSync(`/proc/self/fd/${half.fd}`), `${mount.path}/${step.repeat(depth / 2)}`.slice(0, -1));
	},
});
