import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {namesOf} from '../directories/_list.ts';
import {DamagedImage} from './_damage.ts';

const length = 20;
/** Where words of eight bytes begin and end, and in what is left behind them. */
const places = [1, 7, 8, 15, 16, 19];

export default defineCase({
	title: 'a slash or NUL anywhere in a long name is EUCLEAN, after what stands before the name',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const dirs = places.flatMap((place) =>
			['\0', '/'].map((byte) => ({
				name: `${byte === '/' ? 'slash' : 'nul'}-${place}`,
				written: `${'a'.repeat(place)}${byte}${'a'.repeat(length - place - 1)}`,
			})),
		);
		const inside = () =>
			directory({'+': regularFile(), ['a'.repeat(length)]: regularFile(), b: regularFile()});
		const damaged = new DamagedImage(directory(dirs.map(({name}) => [name, inside()] as const)));
		for (const {name, written} of dirs) damaged.setNames(`/${name}`, 1, written);
		const mount = await t.mount(await t.image(damaged.bytes));

		for (const {name} of dirs) {
			const {fd} = mount.open(name);
			t.deepEqual(namesOf(loadNative().getdents64(fd, 4096)), ['.', '..', '+'], name);
			await t.fails('EUCLEAN', () => loadNative().getdents64(fd, 4096));
		}
	},
});
