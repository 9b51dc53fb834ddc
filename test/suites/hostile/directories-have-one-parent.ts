import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

export default defineCase({
	title:
		'a directory that is met under a second name or parent is EUCLEAN there, and stays what it is at the first',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const inside = () => directory({file: regularFile()});
		const tree = directory({
			one: directory({dir: inside()}),
			two: directory({again: inside(), dir: inside()}),
		});
		const damaged = new DamagedImage(tree);
		const shared = damaged.number('/one/dir');
		damaged.setDirent('/two', 0, 'inode', shared);
		damaged.setDirent('/two', 1, 'inode', shared);
		const image = await t.image(damaged.bytes);

		const paths = ['one/dir', 'two/again', 'two/dir'];
		const mounts = [];
		for (const first of paths) {
			const mount = await t.mount(image);
			t.is(lstatx(`${mount.path}/${first}/file`).size, 0n);
			const others = paths.filter((path) => path !== first);
			for (const other of others) {
				const meet = () => lstatx(`${mount.path}/${other}`);
				await breaksRule(t, image, shared, 'directory has two parents', meet);
			}
			mounts.push({mount, first, others});
		}
		for (const {mount, first, others} of mounts) {
			for (const other of others) await t.fails('EUCLEAN', () => lstatx(`${mount.path}/${other}/file`));
			t.is(lstatx(`${mount.path}/${first}/file`).size, 0n);
			t.is(lstatx(`${mount.path}/${first}/..`).ino, BigInt(damaged.number(`/${first.slice(0, 3)}`) + 1));
			t.deepEqual(namesOf(listDirectory(`${mount.path}/two`)), ['.', '..', 'again', 'dir']);
		}
	},
});
