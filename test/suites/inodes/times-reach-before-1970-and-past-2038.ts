import {defineCase} from '#case';
import {joinTime} from '../../../src/image/layout.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {lstatx} from './_statx.ts';

const second = 1_000_000_000n;
/** Nanoseconds since 1970. */
const times: Record<string, bigint> = {
	'the first nanosecond': 1n,
	'the last before 1970': -1n,
	'half a second before 1970': -second / 2n,
	'1901, where 32 bits end': -(2n ** 31n) * second - 1n,
	'1677, where 64 bits of nanoseconds end': -(2n ** 63n) - 1n,
	'2038, where 32 bits end': 2n ** 31n * second + 999_999_999n,
	'2106, where unsigned 32 bits end': 2n ** 32n * second + 123_456_789n,
	'2446, where ext4 ends': 15_032_385_536n * second + 1n,
	'the first that the format holds': joinTime(-(2n ** 63n), 0),
	'the last that the format holds': joinTime(2n ** 63n - 1n, 999_999_999),
};

export default defineCase({
	title: 'times show every nanosecond of the 64-bit seconds that are stored',
	groups: ['auto', 'quick', 'inodes'],
	needs: ['any-time', 'stored-ctime'],
	batch: true,
	async run(t) {
		const entries = Object.entries(times).flatMap(([name, time]) => [
			[`modified ${name}`, regularFile(undefined, {mtime: time, ctime: 0n})] as const,
			[`changed ${name}`, regularFile(undefined, {mtime: 0n, ctime: time})] as const,
		]);
		const mount = await t.mount(await t.image(directory(entries)));

		for (const [name, time] of Object.entries(times)) {
			const modified = lstatx(`${mount.path}/modified ${name}`);
			t.is(joinTime(modified.mtime.sec, modified.mtime.nsec), time, `mtime: ${name}`);
			t.is(joinTime(modified.atime.sec, modified.atime.nsec), time, `atime, which is the mtime: ${name}`);
			t.is(modified.ctime.sec, 0n, name);

			const changed = lstatx(`${mount.path}/changed ${name}`);
			t.is(joinTime(changed.ctime.sec, changed.ctime.nsec), time, `ctime: ${name}`);
			t.is(changed.mtime.sec, 0n, name);
			t.is(changed.mask & c.STATX_BTIME, 0, 'the format has no birth time');
		}
	},
});
