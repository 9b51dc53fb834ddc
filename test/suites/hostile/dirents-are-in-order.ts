import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

export default defineCase({
	title:
		'a directory whose names are unsorted or doubled is EUCLEAN from there on, and never finds the wrong entry',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const files = () => {
			const names = ['a', 'b', 'c', 'd', 'e'];
			return directory(names.map((name, at) => [name, regularFile(undefined, {uid: at})] as const));
		};
		const dirs = {
			doubled: files(),
			prefix: directory({ab: regularFile(), ac: regularFile()}),
			unsorted: files(),
		};
		const damaged = new DamagedImage(directory(dirs));
		damaged.setNames('/unsorted', 1, 'dcb');
		damaged.setNames('/doubled', 2, 'bbe');
		damaged.setDirent('/prefix', 1, 'nameLength', 1);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		const order = 'dirents are not in ascending order';
		const before = {doubled: ['a', 'b'], prefix: ['ab'], unsorted: ['a', 'd']};
		for (const [name, entries] of Object.entries(before)) {
			const {fd} = mount.open(name);
			t.deepEqual(namesOf(loadNative().getdents64(fd, 4096)).slice(2), entries, name);
			await breaksRule(t, image, damaged.number(`/${name}`), order, () => loadNative().getdents64(fd, 4096));
			await t.fails('EUCLEAN', () => listDirectory(`${mount.path}/${name}`));
		}
		// In the middle of five: c is found beside its two neighbours, who stand on the wrong sides.
		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/unsorted/c`));
		for (const name of ['b', 'd']) await t.fails('ENOENT', () => lstatx(`${mount.path}/unsorted/${name}`));
		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/doubled/b`));
		t.is(lstatx(`${mount.path}/doubled/e`).uid, 4);
	},
});
