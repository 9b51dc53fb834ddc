import {closeSync, fstatSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';
import {oneFile, pages} from './_content.ts';
import {mapFile} from './_page-cache.ts';

const directory = '/proc/self/map_files';

/**
 * The links of /proc lead to what the kernel holds: a driver that leaves the backing file in the place of its own hands out
 * the object through them, writable.
 */
export default defineCase({
	title:
		'the links of /proc to an open or a mapped file lead to the file of the mount, which is EROFS for writing',
	groups: ['auto', 'quick', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const content = pages(2);
		const {mount, path} = await oneFile(t, content);
		const {ino} = lstatx(path);
		const {dev} = fstatSync(mount.open('file').fd, {bigint: true});
		const open = mount.open('file');
		const location = mount.open('file', c.O_PATH);
		const before = new Set(readdirSync(directory));
		using shared = mapFile(mount.open('file').fd, content.length);
		using private_ = mapFile(mount.open('file').fd, content.length, c.MAP_PRIVATE);
		const mapped = readdirSync(directory).filter((name) => !before.has(name));
		t.true(mapped.length > 0 && shared.length === private_.length, 'nothing was mapped');
		const links = [
			...[open.fd, location.fd].map((fd) => `/proc/self/fd/${fd}`),
			...mapped.map((name) => `${directory}/${name}`),
		];

		for (const link of links) {
			t.is(readlinkSync(link), path, link);
			const fd = loadNative().openat(c.AT_FDCWD, link, c.O_RDONLY | c.O_CLOEXEC, 0);
			const shown = fstatSync(fd, {bigint: true});
			t.deepEqual([shown.dev, shown.ino], [dev, ino], link);
			t.deepEqual(readFileSync(fd), content);
			closeSync(fd);
			for (const flags of [c.O_WRONLY, c.O_RDWR, c.O_RDONLY | c.O_TRUNC])
				await t.fails('EROFS', () => loadNative().openat(c.AT_FDCWD, link, flags, 0));
			await t.fails('EROFS', () => loadNative().truncate(link, 0));
			await t.fails('EROFS', () => loadNative().fchmodat(c.AT_FDCWD, link, 0o777));
		}
	},
});
