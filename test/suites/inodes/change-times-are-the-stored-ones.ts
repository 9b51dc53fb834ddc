import {defineCase} from '#case';
import {joinTime} from '../../../src/image/layout.ts';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

const second = 1_000_000_000n;

export default defineCase({
	title: 'a change time is the one that is recorded, whatever the modification time and the age of the image',
	groups: ['auto', 'inodes'],
	needs: ['stored-ctime'],
	batch: true,
	async run(t) {
		const [mtime, ctime] = [1_500_000_000n * second, 1_600_000_000n * second];
		const times = {mtime, ctime};
		const tree = directory({
			dir: directory({}, times),
			file: regularFile(undefined, times),
			link: symlink('file', times),
			older: regularFile(undefined, {mtime: ctime, ctime: mtime}),
		});
		const mount = await t.mount(await t.image(tree));

		for (const name of ['dir', 'file', 'link']) {
			const shown = lstatx(`${mount.path}/${name}`);
			t.is(joinTime(shown.mtime.sec, shown.mtime.nsec), mtime, `mtime of ${name}`);
			t.is(joinTime(shown.ctime.sec, shown.ctime.nsec), ctime, `ctime of ${name}`);
		}
		t.is(lstatx(`${mount.path}/older`).ctime.sec, 1_500_000_000n);
	},
});
