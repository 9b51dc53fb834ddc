import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {dropInodes} from './_drop-caches.ts';

/** MAXSYMLINKS, what path_resolution(7) says that one walk follows at most. */
const most = 40;

/** A driver that follows links itself is not counted, and one that ends the walk early says ELOOP too soon. */
export default defineCase({
	title:
		'a walk follows 40 symlinks, one behind another or along the path, cached or not, and is ELOOP at the next',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const file = regularFile({size: 5, backing: 'object'});
		const chain = Array.from(
			{length: most + 1},
			(_, n) => [`link-${n + 1}`, symlink(n === 0 ? 'file' : `link-${n}`)] as const,
		);
		const tree = directory([...chain, ['file', file], ['here', symlink('.')]]);
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const read = (path: string) => readFileSync(`${mount.path}/${path}`, 'utf8');
		const along = (count: number) => `${'here/'.repeat(count)}file`;

		for (let round = 0; round < 3; round++) {
			t.is(read(`link-${most}`), 'hello');
			t.is(read(along(most)), 'hello');
			t.is(read(`${'here/'.repeat(most / 2)}link-${most / 2}`), 'hello');
			for (const path of [`link-${most + 1}`, along(most + 1), `here/link-${most}`])
				await t.fails('ELOOP', () => read(path));
			mount.open(`link-${most + 1}`, c.O_PATH | c.O_NOFOLLOW).close();
			if (round === 1) dropInodes();
		}
	},
});
