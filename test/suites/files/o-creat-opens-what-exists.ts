import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile} from './_content.ts';

export default defineCase({
	title: 'O_CREAT opens a file that exists; where it would make, truncate or write one it is EROFS',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const {mount} = await oneFile(t, 'hello');
		const open = (name: string, flags: number) => mount.open(name, flags).close();

		open('file', c.O_CREAT);
		await t.fails('EEXIST', () => open('file', c.O_CREAT | c.O_EXCL));
		for (const flags of [c.O_CREAT, c.O_CREAT | c.O_EXCL, c.O_CREAT | c.O_RDWR])
			await t.fails('EROFS', () => open('new', flags));
		for (const flags of [c.O_WRONLY, c.O_RDWR, c.O_TRUNC, c.O_CREAT | c.O_TRUNC, c.O_WRONLY | c.O_APPEND])
			await t.fails('EROFS', () => open('file', flags));
		await t.fails('EROFS', () => loadNative().openat(c.AT_FDCWD, mount.path, c.O_TMPFILE | c.O_RDWR, 0o600));
	},
});
