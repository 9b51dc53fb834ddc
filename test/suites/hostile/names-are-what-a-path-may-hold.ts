import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const bytes = 'name holds a slash or NUL';
const dots = 'name is "." or ".."';
/** Instead of "aa", so that the names stay in order. */
const damages = {dot: ['.', dots], dotdot: ['..', dots], nul: ['a\0', bytes], slash: ['a/', bytes]} as const;

export default defineCase({
	title: 'a name with a slash or NUL, "." and ".." are never listed: EUCLEAN, after what stands before them',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const inside = {'+': regularFile(), aa: regularFile(undefined, {uid: 7}), c: regularFile()};
		const dirs = Object.keys(damages).map((name) => [name, directory(inside)] as const);
		const damaged = new DamagedImage(directory(dirs));
		for (const [name, [written]] of Object.entries(damages)) {
			damaged.setNames(`/${name}`, 1, written);
			damaged.setDirent(`/${name}`, 1, 'nameLength', written.length);
		}
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		for (const [name, [, rule]] of Object.entries(damages)) {
			const {fd} = mount.open(name);
			const list = () => namesOf(loadNative().getdents64(fd, 4096));
			t.deepEqual(list(), ['.', '..', '+'], name);
			await breaksRule(t, image, damaged.number(`/${name}`), rule, list);
			t.is(lstatx(`${mount.path}/${name}/..`).ino, 1n);
			t.is(lstatx(`${mount.path}/${name}/.`).ino, BigInt(damaged.number(`/${name}`) + 1));
		}
	},
});
