import {defineCase} from '#case';
import {deviceFile, directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from './_drop-caches.ts';

/** But the access time, which is not kept. */
const basic = c.STATX_BASIC_STATS & ~c.STATX_ATIME;

/** A driver that fills in only what is asked for, or asks the backing file when told to be exact, answers differently. */
export default defineCase({
	title: 'statx gives every basic attribute under any mask and way to ask, without the content being there',
	groups: ['auto', 'inodes'],
	needs: ['stored-ctime'],
	batch: true,
	async run(t) {
		const attributes = {uid: 11, gid: 22, mtime: 33_000_000_044n, ctime: 55_000_000_066n};
		const tree = directory({
			dev: deviceFile('blk', {major: 300, minor: 70_000}, attributes),
			dir: directory({}, attributes),
			file: regularFile({size: 12_345, backing: 'absent'}, attributes),
			link: symlink('absent', attributes),
		});
		const mount = await t.mount(await t.image(tree));
		const ways = [c.AT_STATX_SYNC_AS_STAT, c.AT_STATX_FORCE_SYNC, c.AT_STATX_DONT_SYNC];
		const masks = [
			0,
			...Array.from({length: 11}, (_, bit) => 1 << bit),
			c.STATX_BASIC_STATS,
			c.STATX_BASIC_STATS | c.STATX_BTIME | c.STATX_MNT_ID | c.STATX_DIOALIGN,
		];

		for (const name of ['dev', 'dir', 'file', 'link']) {
			const ask = (way: number, mask: number) => {
				const shown = loadNative().statx(
					c.AT_FDCWD,
					`${mount.path}/${name}`,
					c.AT_SYMLINK_NOFOLLOW | way,
					mask,
				);
				t.is(shown.mask & basic, basic);
				const {mode, uid, gid, nlink, ino, size, blocks, blksize, rdevMajor, rdevMinor} = shown;
				const times = [shown.atime, shown.mtime, shown.ctime];
				return {mode, uid, gid, nlink, ino, size, blocks, blksize, rdevMajor, rdevMinor, times};
			};
			const first = ask(0, c.STATX_BASIC_STATS);
			t.deepEqual([first.uid, first.gid, first.times[1]?.nsec, first.times[2]?.nsec], [11, 22, 44, 66]);
			for (const way of ways)
				for (const mask of masks) {
					dropInodes();
					t.deepEqual(ask(way, mask), first, `${name}, mask ${mask}, way ${way}`);
				}
		}
	},
});
