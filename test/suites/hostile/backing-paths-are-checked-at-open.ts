import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const dotdot = 'backing path has a component ".."';
/** Each replaces a path of the same length. */
const broken: Record<string, string> = {
	'..': dotdot,
	'../abc': dotdot,
	'abc/..': dotdot,
	'abc/../abc': dotdot,
	'ab/..../../ab': dotdot,
	'/abc': 'backing path begins with a slash',
	'/': 'backing path begins with a slash',
	'abc\0def': 'backing path holds a NUL',
	'\0': 'backing path holds a NUL',
};
const allowed = ['..a/b..', '.../..c', 'a..b', '.d'];

export default defineCase({
	title:
		'open is EUCLEAN when the backing path has a ".." component, a leading slash or a NUL; dots in names are not',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const store = await t.store(Object.fromEntries(allowed.map((path) => [path, 'hello'])));
		const paths = Object.keys(broken);
		const written = (index: number) => `${index}`.padEnd(paths[index]?.length ?? 0, 'x');
		const files = [
			...paths.map(
				(_, index) => [`broken-${index}`, regularFile({size: 5, backing: written(index)})] as const,
			),
			...allowed.map((backing, index) => [`allowed-${index}`, regularFile({size: 5, backing})] as const),
		];
		const damaged = new DamagedImage(directory(files));
		for (const [index, path] of paths.entries())
			damaged.replace(`/broken-${index}`, 'variableData', written(index), path);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image, {basedir: store.path});

		for (const [index, rule] of Object.values(broken).entries()) {
			const name = `broken-${index}`;
			t.is(lstatx(`${mount.path}/${name}`).size, 5n);
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => mount.open(name));
		}
		for (const [index, path] of allowed.entries())
			t.is(readFileSync(`${mount.path}/allowed-${index}`, 'utf8'), 'hello', path);
	},
});
