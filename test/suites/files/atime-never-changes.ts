import {readdirSync, readFileSync, readlinkSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';
import {mapFile} from './_page-cache.ts';

export default defineCase({
	title:
		'reading changes no access time, neither in the mount nor of the backing file, where atime is strict',
	groups: ['auto', 'files'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = t.tmp();
		native.mount('none', store, 'tmpfs', c.MS_STRICTATIME, null);
		t.cleanUp('a tmpfs', () => native.umount2(store, 0));
		for (const name of ['backing', 'witness']) {
			writeFileSync(`${store}/${name}`, 'hello');
			native.utimensat(c.AT_FDCWD, `${store}/${name}`, {sec: 1n, nsec: 1}, {sec: 2n, nsec: 2}, 0);
		}
		const file = regularFile({size: 5, backing: 'backing'}, {mtime: 3n});
		const tree = directory(
			{dir: directory({}, {mtime: 3n}), file, link: symlink('file', {mtime: 3n})},
			{mtime: 3n},
		);
		const mount = await t.mount(await t.image(tree), {
			basedir: store,
			attributes: c.MOUNT_ATTR_STRICTATIME,
		});

		readFileSync(`${store}/witness`);
		t.true(lstatx(`${store}/witness`).atime.sec > 1n, 'the tmpfs does keep access times');
		readFileSync(`${mount.path}/file`);
		using mapping = mapFile(mount.open('file').fd, 4096);
		mapping.read(0, 5);
		readdirSync(mount.path);
		readdirSync(`${mount.path}/dir`);
		readlinkSync(`${mount.path}/link`);
		for (const name of ['', '/dir', '/file', '/link'])
			t.deepEqual(lstatx(`${mount.path}${name}`).atime, {sec: 0n, nsec: 3}, name);
		t.deepEqual(lstatx(`${store}/backing`).atime, {sec: 1n, nsec: 1});
	},
});
