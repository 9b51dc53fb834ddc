import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const passes = 'name passes the end of its block';
const bytes = 'name holds a slash or NUL';
const dots = 'name is "." or ".."';
/** Each directory holds "+", "aa" and "c"; the middle one is damaged so that the order stays. */
const damages: Record<string, readonly [damage: (image: DamagedImage, path: string) => void, rule: string]> =
	{
		'after-the-end': [(image, path) => image.setDirent(path, 1, 'nameOffset', 5), passes],
		'over-the-end': [(image, path) => image.setDirent(path, 1, 'nameLength', 4), passes],
		'where-it-wraps': [(image, path) => image.setDirent(path, 1, 'nameOffset', 2 ** 32 - 1), passes],
		empty: [(image, path) => image.setDirent(path, 1, 'nameLength', 0), 'name is empty'],
		slash: [(image, path) => image.setNames(path, 1, 'a/'), bytes],
		nul: [(image, path) => image.setNames(path, 1, 'a\0'), bytes],
		dotdot: [(image, path) => image.setNames(path, 1, '..'), dots],
		dot: [
			(image, path) => {
				image.setNames(path, 1, '.');
				image.setDirent(path, 1, 'nameLength', 1);
			},
			dots,
		],
	};

export default defineCase({
	title:
		'a directory lists what stands before a broken name, then it is EUCLEAN; so is a lookup that meets the name',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const inside = {'+': regularFile(), aa: regularFile(), c: regularFile()};
		const dirs = Object.keys(damages).map((name) => [name, directory(inside)] as const);
		const damaged = new DamagedImage(directory(dirs));
		for (const [name, [damage]] of Object.entries(damages)) damage(damaged, `/${name}`);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		// The middle one is what a binary search of three asks for first.
		for (const [name, [, rule]] of Object.entries(damages))
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => lstatx(`${mount.path}/${name}/aa`));
		for (const name of Object.keys(damages)) {
			const {fd} = mount.open(name);
			const list = () => namesOf(loadNative().getdents64(fd, 4096));
			t.deepEqual(list(), ['.', '..', '+'], name);
			await t.fails('EUCLEAN', list);
			await t.fails('EUCLEAN', () => listDirectory(`${mount.path}/${name}`));
			for (const asked of ['+', 'c'])
				await t.fails('EUCLEAN', () => lstatx(`${mount.path}/${name}/${asked}`));
		}
	},
});
