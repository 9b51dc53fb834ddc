import {readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {loadNative} from '../../../src/native.ts';
import {fuse, mountFuse} from '../_support/fuse.ts';
import {listDirectory} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';

export default defineCase({
	title:
		'an image whose FUSE server fails or cuts it short is EIO in all that reads it, until it is served again',
	groups: ['auto', 'stacking'],
	requires: [fuse],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({object: 'hello'});
		const file = regularFile({size: 5, backing: 'object'}, {xattrs: {'user.name': 'value'}});
		// A directory of several pages, behind it what the others are read from.
		const names = Array.from({length: 400}, (_, i) => [`name-${String(i).padStart(30, '0')}`, file] as const);
		const image = writeImage(directory({dir: directory(names), file}));
		const server = mountFuse(t, {files: {'image.cfs': image}, directIo: true});
		const mount = await t.mount({path: `${server.path}/image.cfs`}, {basedir: store.path});
		const held = mount.open('file');
		const at = (name: string) => `${mount.path}/${name}`;

		for (const how of ['fail', 'nothing'] as const) {
			server.answerReads(how);
			writeFileSync('/proc/sys/vm/drop_caches', '2');
			await t.fails('EIO', () => lstatx(at('dir')));
			await t.fails('EIO', () => listDirectory(mount.path));
			await t.fails('EIO', () => native.fgetxattr(held.fd, 'user.name', 64));
			t.is(native.pread(held.fd, 10, 0).toString(), 'hello', 'what is open needs no image');
			await t.fails('EIO', () => t.mount({path: `${server.path}/image.cfs`}));

			server.answerReads('whole');
			t.is(listDirectory(at('dir')).length, 402);
			t.is(readFileSync(at('file'), 'utf8'), 'hello');
		}
	},
});
