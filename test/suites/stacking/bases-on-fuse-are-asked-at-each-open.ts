import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {fuse, mountFuse} from '../_support/fuse.ts';

export default defineCase({
	title:
		'a base directory on FUSE is asked at each open: what the server shows then is read, open files keep theirs',
	groups: ['auto', 'stacking'],
	requires: [fuse],
	batch: true,
	async run(t) {
		const objects = ['first', 'other'].map((word) => Buffer.from(word));
		const server = mountFuse(t, {files: {object: objects}});
		const image = await t.image(
			directory({
				absent: regularFile({size: 5, backing: 'absent'}),
				file: regularFile({size: 5, backing: 'object'}),
			}),
		);
		const mount = await t.mount(image, {basedir: server.path});
		const read = (fd: number) => loadNative().pread(fd, 10, 0).toString();

		const first = mount.open('file').fd;
		t.is(read(first), 'first');
		for (const content of [1, 0, 1]) {
			server.serve(content);
			t.is(readFileSync(`${mount.path}/file`, 'utf8'), objects[content]?.toString());
			t.is(read(first), 'first');
		}
		await t.fails('ENOENT', () => mount.open('absent'));
		const checked = await t.mount(image, {basedir: server.path, verityCheck: 2});
		await t.fails('EIO', () => checked.open('file'));
	},
});
