import {fstatSync, readSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title:
		'O_PATH and stat work where the backing file is missing; open is ENOENT then, with or without base directory',
	groups: ['auto', 'quick', 'files'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const tree = directory({file: regularFile({size: 5, backing: 'gone/for/good'})});
		const image = await t.image(tree);

		for (const basedir of [[], t.tmp(), [t.tmp(), t.tmp('scratch')]]) {
			const mount = await t.mount(image, {basedir});
			const {fd} = mount.open('file', c.O_PATH);
			t.is(fstatSync(fd).size, 5);
			await t.fails('EBADF', () => readSync(fd, Buffer.alloc(1)));
			await t.fails('ENOENT', () => mount.open('file'));
			await t.fails('ENOENT', () => loadNative().openat(c.AT_FDCWD, `/proc/self/fd/${fd}`, c.O_RDONLY, 0));
		}
	},
});
