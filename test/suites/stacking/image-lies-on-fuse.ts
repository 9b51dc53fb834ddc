import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import type {SyscallError} from '../../../src/native.ts';
import {fuse, mountFuse} from '../_support/fuse.ts';
import {getXattr} from '../xattrs/_get.ts';

export default defineCase({
	title: 'an image is read from a FUSE server, with and without a page cache; what that serves has no digest',
	groups: ['auto', 'stacking'],
	requires: [fuse],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const names = Array.from({length: 300}, (_, i) => `file-with-a-long-name-${String(i).padStart(4, '0')}`);
		const files = names.map(
			(name) => [name, regularFile({size: 5, backing: 'object'}, {xattrs: {'user.name': name}})] as const,
		);
		const image = writeImage(directory(files));
		t.true(image.length > 10 * 4096, 'more than a few pages');

		for (const directIo of [false, true]) {
			const server = mountFuse(t, {files: {'image.cfs': image}, directIo});
			const path = `${server.path}/image.cfs`;
			await using mount = await t.mount({path}, {basedir: store.path});
			t.deepEqual(readdirSync(mount.path), names);
			writeFileSync('/proc/sys/vm/drop_caches', '3');
			for (const name of [names[0], names[150], names[299]]) {
				t.is(readFileSync(`${mount.path}/${name}`, 'utf8'), 'hello');
				t.is(getXattr(`${mount.path}/${name}`, 'user.name').toString(), name);
			}
			const error = await t.fails('EIO', () => t.mount({path}, {digest: '0'.repeat(64)}));
			t.deepEqual((error as SyscallError).kernelLog, ['e composefs: image has no fs-verity digest']);
		}
	},
});
