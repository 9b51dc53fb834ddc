import {defineCase} from '#case';
import {inodeSize, superblockSize, typeCode} from '../../../src/image/layout.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const table = "dirent's inode number is past the inode table";
const type = 'dirent has an unknown d_type';
const broken = [
	['root', 'inode', 0, 'dirent names the root'],
	['past-the-table', 'inode', 1000, table],
	// The first that there is not: its number is put in when it is known.
	['just-past-the-table', 'inode', 0, table],
	['far-past-the-table', 'inode', 2 ** 32 - 1, table],
	['type-0', 'type', 0, type],
	['type-14', 'type', 14, type],
	['type-255', 'type', 255, type],
] as const;

export default defineCase({
	title: 'a dirent that names the root, no inode, or an inode of another type is EUCLEAN',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const dirs = broken.map(([name]) => [name, directory({f: regularFile()})] as const);
		const lying = directory({dir: directory({f: regularFile()}), file: regularFile()});
		const damaged = new DamagedImage(directory([...dirs, ['lying', lying]]));
		for (const [name, field, value] of broken) damaged.setDirent(`/${name}`, 0, field, value);
		const inodes = (damaged.vdataOffset - superblockSize) / inodeSize;
		damaged.setDirent('/just-past-the-table', 0, 'inode', inodes);
		damaged.setDirent('/lying', 0, 'type', typeCode.reg);
		damaged.setDirent('/lying', 1, 'type', typeCode.lnk);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		for (const [name, , , rule] of broken) {
			const number = damaged.number(`/${name}`);
			await breaksRule(t, image, number, rule, () => lstatx(`${mount.path}/${name}/f`));
		}
		for (const [name] of broken) await t.fails('EUCLEAN', () => listDirectory(`${mount.path}/${name}`));
		t.deepEqual(namesOf(listDirectory(`${mount.path}/lying`)), ['.', '..', 'dir', 'file']);
		for (const name of ['dir', 'file', 'dir/f'])
			await t.fails('EUCLEAN', () => lstatx(`${mount.path}/lying/${name}`));
	},
});
