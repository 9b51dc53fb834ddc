import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';

const most = 18;

/** Of n entries the k-th is found by its own way through the halves: an end that is off by one misses one, or reads past. */
export default defineCase({
	title: 'in directories of 0 to 18 entries each name is found, and none before, between or behind them',
	groups: ['auto', 'quick', 'names'],
	needs: [],
	batch: true,
	async run(t) {
		// One letter for each entry, with room for a name on both of its sides.
		const name = (at: number) => `${String.fromCharCode(0x41 + at)}m`;
		const sized = (count: number) =>
			directory(
				Array.from(
					{length: count},
					(_, at) => [name(at), regularFile({size: at + 1, backing: 'x'}, {uid: count})] as const,
				),
			);
		const all = Array.from({length: most + 1}, (_, count) => [`${count}`, sized(count)] as const);
		const mount = await t.mount(await t.image(directory(all)));

		for (let count = 0; count <= most; count++) {
			const at = (file: string) => `${mount.path}/${count}/${file}`;
			for (let index = 0; index < count; index++) {
				const {size, uid} = lstatx(at(name(index)));
				t.deepEqual({size, uid}, {size: BigInt(index + 1), uid: count}, `${index} of ${count}`);
			}
			for (let index = 0; index <= count; index++)
				for (const file of [name(index).replace('m', 'a'), name(index - 1).replace('m', 'z')])
					await t.fails('ENOENT', () => lstatx(at(file)));
			await t.fails('ENOENT', () => lstatx(at(name(count))));
			await t.fails('ENOENT', () => lstatx(at('!')));
			await t.fails('ENOENT', () => lstatx(at('~')));
		}
	},
});
