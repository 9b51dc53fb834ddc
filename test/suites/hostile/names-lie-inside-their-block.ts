import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const passes = 'name passes the end of its block';
/** Of the middle dirent of three. */
const damages = {
	'after-the-end': ['nameOffset', 5, passes],
	empty: ['nameLength', 0, 'name is empty'],
	'over-the-end': ['nameLength', 4, passes],
	'where-it-wraps': ['nameOffset', 2 ** 32 - 1, passes],
} as const;

export default defineCase({
	title:
		'a name that is empty or leaves its block is EUCLEAN to look up and to list; what stands before it is listed',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const inside = {'+': regularFile(), aa: regularFile(), c: regularFile()};
		const dirs = Object.keys(damages).map((name) => [name, directory(inside)] as const);
		const damaged = new DamagedImage(directory(dirs));
		for (const [name, [field, value]] of Object.entries(damages))
			damaged.setDirent(`/${name}`, 1, field, value);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		// The middle one is what a binary search of three asks for first.
		for (const [name, [, , rule]] of Object.entries(damages))
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => lstatx(`${mount.path}/${name}/aa`));
		for (const name of Object.keys(damages)) {
			const {fd} = mount.open(name);
			const list = () => namesOf(loadNative().getdents64(fd, 4096));
			t.deepEqual(list(), ['.', '..', '+'], name);
			await t.fails('EUCLEAN', list);
			for (const asked of ['+', 'c'])
				await t.fails('EUCLEAN', () => lstatx(`${mount.path}/${name}/${asked}`));
		}
	},
});
