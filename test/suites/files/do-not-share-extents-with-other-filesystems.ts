import {openSync} from 'node:fs';
import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';

export default defineCase({
	title: 'copy_file_range and FICLONE from the mount are EXDEV, also into the filesystem of the backing file',
	groups: ['auto', 'files'],
	needs: ['apart'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const {mount} = await oneFile(t, pages(2));
		const {fd} = mount.open('file');

		for (const place of ['memory', 'scratch'] as const) {
			const to = openSync(`${t.tmp(place)}/copy`, 'w');
			t.cleanUp('a copy', () => native.close(to));
			const range = {from: fd, fromOffset: 0, to, toOffset: 0, length: 4096, flags: 0};
			await t.fails('EXDEV', () => native.copy_file_range(range));
			await t.fails('EXDEV', () => native.ficlone(to, fd));
			await t.fails('EXDEV', () =>
				native.ficloneRange(to, {from: fd, fromOffset: 0, length: 0, toOffset: 0}),
			);
		}
	},
});
