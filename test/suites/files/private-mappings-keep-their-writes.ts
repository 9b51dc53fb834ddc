import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {mapFile} from './_page-cache.ts';

export default defineCase({
	title: 'what is written into a private mapping stays there; a shared one can not be made writable',
	groups: ['auto', 'quick', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const content = pages(2);
		const {mount, path, backing} = await oneFile(t, content);
		const {fd} = mount.open('file');
		const {Mapping} = loadNative();
		const writable = {fd, length: 8192, protection: c.PROT_READ | c.PROT_WRITE, offset: 0};
		using mine = new Mapping({...writable, flags: c.MAP_PRIVATE});
		using shared = mapFile(fd, 8192);

		mine.write(4090, Buffer.from('written over both pages'));
		t.is(mine.read(4090, 23).toString(), 'written over both pages');
		t.deepEqual(shared.read(0, 8192), content);
		t.deepEqual(readFileSync(path), content);
		t.deepEqual(readFileSync(backing), content);

		await t.fails('EACCES', () => new Mapping({...writable, flags: c.MAP_SHARED}));
		await t.fails('EACCES', () => shared.mprotect(0, 8192, c.PROT_READ | c.PROT_WRITE));
		shared.msync(0, 8192, c.MS_SYNC);
	},
});
