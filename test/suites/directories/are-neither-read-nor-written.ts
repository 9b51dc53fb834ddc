import {readSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'read of a directory is EISDIR, getdents64 of a file ENOTDIR, O_DIRECTORY on a file ENOTDIR',
	groups: ['auto', 'directories'],
	needs: [],
	batch: true,
	async run(t) {
		const mount = await t.mount(await t.image(directory({dir: directory(), file: regularFile()})));

		await t.fails('EISDIR', () => readSync(mount.open('dir').fd, Buffer.alloc(8)));
		await t.fails('ENOTDIR', () => loadNative().getdents64(mount.open('file').fd, 512));
		await t.fails('ENOTDIR', () => mount.open('file', c.O_DIRECTORY));
		await t.fails('EISDIR', () => mount.open('dir', c.O_WRONLY));
	},
});
