import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {SecondDisk} from '../_support/second-disk.ts';

export default defineCase({
	title: 'the filesystem of the store is made read-only and writable again under a mount with open files',
	groups: ['auto', 'lifecycle'],
	needs: [],
	batch: true,
	async run(t) {
		const disk = new SecondDisk(t.tmp());
		t.cleanUp('the second disk', () => disk.mount.close());
		const base = `${disk.mount.path}/base`;
		mkdirSync(base, {recursive: true});
		writeFileSync(`${base}/object`, 'hello');
		writeFileSync(`${base}/other`, 'world');
		const file = (backing: string) => regularFile({size: 5, backing});
		const image = await t.image(directory({object: file('object'), other: file('other')}));
		const mount = await t.mount(image, {basedir: base});
		const remount = (flags: number) =>
			loadNative().mount(null, disk.mount.path, null, c.MS_REMOUNT | flags, null);

		const {fd} = mount.open('object');
		remount(c.MS_RDONLY);
		await t.fails('EROFS', () => writeFileSync(`${base}/new`, ''));
		t.is(loadNative().pread(fd, 10, 0).toString(), 'hello');
		t.is(readFileSync(`${mount.path}/other`, 'utf8'), 'world');
		remount(0);
		writeFileSync(`${base}/new`, '');
		t.is(readFileSync(`${mount.path}/object`, 'utf8'), 'hello');
	},
});
