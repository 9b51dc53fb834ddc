import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';

export default defineCase({
	title: 'of random names that are prefixes and neighbours of each other, each is found and none else',
	groups: ['auto', 'names'],
	needs: ['byte-order', 'dots-first'],
	batch: true,
	async run(t) {
		const alphabet = ['\x01', '.', 'a', 'b', '\x7f', '\x80', '\xff'] as const;
		const randomName = () =>
			Array.from({length: 1 + t.random.integer(4)}, () => t.random.pick(alphabet)).join('');
		const drawn = Array.from({length: 900}, randomName).filter((name) => name !== '.' && name !== '..');
		const names = [...new Set(drawn.slice(0, 500))].sort();
		const bytes = (name: string) => Buffer.from(name, 'latin1');
		const tree = directory(
			names.map((name, at) => [bytes(name), regularFile({size: at + 1, backing: 'x'})] as const),
		);
		const mount = await t.mount(await t.image(tree));
		const sizeOf = (name: string) => lstatx(Buffer.concat([bytes(`${mount.path}/`), bytes(name)])).size;

		t.deepEqual(namesOf(listDirectory(mount.path)).slice(2), names);
		for (const [at, name] of names.entries()) t.is(sizeOf(name), BigInt(at + 1), JSON.stringify(name));
		const absent = drawn.filter((name) => !names.includes(name));
		t.true(absent.length > 50, 'enough absent names');
		for (const name of absent) await t.fails('ENOENT', () => sizeOf(name));
	},
});
