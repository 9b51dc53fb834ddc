import {defineCase} from '#case';
import {joinTime} from '../../../src/image/layout.ts';
import {directory, type Inode, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

const second = 1_000_000_000n;
/** What 34 bits of seconds since 1901 hold, as most filesystems do. */
const times = [
	-1n,
	1n,
	-(2n ** 31n - 1n) * second + 1n,
	2n ** 31n * second + 999_999_999n,
	2n ** 33n * second + 7n,
];

export default defineCase({
	title: 'modification times before 1970 and past 2106 show to the nanosecond, on inodes of each type',
	groups: ['auto', 'inodes'],
	needs: ['any-time'],
	batch: true,
	async run(t) {
		const makers: Record<string, (mtime: bigint) => Inode> = {
			dir: (mtime) => directory({}, {mtime}),
			fifo: (mtime) => specialFile('fifo', {mtime}),
			file: (mtime) => regularFile(undefined, {mtime}),
			link: (mtime) => symlink('file', {mtime}),
		};
		const entries = Object.entries(makers).flatMap(([type, make]) =>
			times.map((mtime, index) => [`${type}-${index}`, make(mtime)] as const),
		);
		const mount = await t.mount(await t.image(directory(entries)));

		for (const [name, {mtime}] of entries) {
			const shown = lstatx(`${mount.path}/${name}`);
			t.is(joinTime(shown.mtime.sec, shown.mtime.nsec), mtime, name);
		}
	},
});
