import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

export default defineCase({
	title: 'a name that is not there is ENOENT, again and after eviction; a path through a file is ENOTDIR',
	groups: ['auto', 'quick', 'names'],
	needs: [],
	batch: true,
	async run(t) {
		const tree = directory({bb: directory(), dd: regularFile(), ff: symlink('dd')});
		const mount = await t.mount(await t.image(tree));

		for (let round = 0; round < 3; round++) {
			for (const name of ['a', 'b', 'bbb', 'c', 'dc', 'de', 'f', 'fff', 'g', '~', 'bb/bb', '\u0001'])
				await t.fails('ENOENT', () => lstatx(`${mount.path}/${name}`));
			for (const path of ['dd/x', 'dd/.', 'ff/x', 'dd/..'])
				await t.fails('ENOTDIR', () => lstatx(`${mount.path}/${path}`));
			if (round > 0) dropInodes();
		}
	},
});
