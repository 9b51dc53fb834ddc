import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const noRoom = "dirents don't fit their block";
const damages: Record<string, readonly [damage: (image: DamagedImage, path: string) => void, rule: string]> =
	{
		none: [(image, path) => image.setDirentCount(path, 0), 'dirent block without dirents'],
		'one-too-many': [(image, path) => image.setDirentCount(path, 2), noRoom],
		'so-many-that-it-wraps': [(image, path) => image.setDirentCount(path, 2 ** 32 - 1), noRoom],
		'so-many-that-the-sum-is-small': [(image, path) => image.setDirentCount(path, 0x1555_5556), noRoom],
		'short-header': [
			(image, path) => image.setReference(path, 'variableData', {length: 3}),
			'dirent block is too short',
		],
	};

export default defineCase({
	title: 'a directory is EUCLEAN to list and to walk when its block has no room for the dirents it counts',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const names = Object.keys(damages);
		const dirs = names.map((name) => [name, directory({f: regularFile()}, {uid: 1})] as const);
		const damaged = new DamagedImage(directory(dirs));
		for (const [name, [damage]] of Object.entries(damages)) damage(damaged, `/${name}`);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		t.deepEqual(namesOf(listDirectory(mount.path)).slice(2), [...names].sort());
		for (const [name, [, rule]] of Object.entries(damages)) {
			const path = `${mount.path}/${name}`;
			t.is(lstatx(path).uid, 1);
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => listDirectory(path));
		}
		for (const name of names) await t.fails('EUCLEAN', () => lstatx(`${mount.path}/${name}/f`));
	},
});
