import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';

const byte = (value: number) => Buffer.from([value]);

export default defineCase({
	title: 'every byte but the slash and NUL may be in a name: listed in the order of bytes, and found',
	groups: ['auto', 'quick', 'names'],
	needs: ['byte-order', 'dots-first'],
	batch: true,
	async run(t) {
		const bytes = Array.from({length: 256}, (_, value) => value).filter(
			(value) => value !== 0 && value !== 0x2f,
		);
		const alone = bytes.filter((value) => value !== 0x2e).map(byte);
		const inside = bytes.map((value) => Buffer.concat([byte(0x61), byte(value), byte(0x7a)]));
		const names = [...alone, ...inside].sort((a, b) => a.compare(b));
		const tree = directory(
			names.map((name, size) => [name, regularFile({size: size + 1, backing: 'x'})] as const),
		);
		const mount = await t.mount(await t.image(tree));

		const expected = names.map((name) => name.toString('latin1'));
		t.deepEqual(namesOf(listDirectory(mount.path)), ['.', '..', ...expected]);
		for (const [index, name] of names.entries()) {
			const path = Buffer.concat([Buffer.from(`${mount.path}/`), name]);
			t.is(lstatx(path).size, BigInt(index + 1), expected[index]);
		}
	},
});
