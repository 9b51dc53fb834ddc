import {readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {lstatx} from '../inodes/_statx.ts';
import {oneFile, pages} from './_content.ts';
import {mapFile} from './_page-cache.ts';

export default defineCase({
	title:
		'/proc shows the path and inode number of the mount for open and mapped files, not those of the backing file',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const {mount, store, path} = await oneFile(t, pages(1));
		const file = mount.open('file');
		const {fd} = file;
		const {ino, mntId, devMajor, devMinor} = lstatx(path);

		t.is(readlinkSync(`/proc/self/fd/${fd}`), path);
		const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
		t.match(info, new RegExp(`^mnt_id:\\s*${mntId}$`, 'm'));
		t.match(info, new RegExp(`^ino:\\s*${ino}$`, 'm'));

		using _mapping = mapFile(fd, 4096);
		file.close();
		const maps = readFileSync('/proc/self/maps', 'utf8');
		const line = maps.split('\n').find((text) => text.endsWith(` ${path}`));
		t.true(!maps.includes(store.path), 'no path of the store');
		const hex = (number: number) => number.toString(16).padStart(2, '0');
		t.match(line ?? 'no line', new RegExp(` ${hex(devMajor)}:${hex(devMinor)} ${ino} `));
	},
});
